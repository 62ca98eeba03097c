/**
 * Each entry leads from one schema version to the next; the first makes everything. An entry that was released is
 * never changed. `PRAGMA user_version` of a state says how many were carried out.
 */
export const MIGRATIONS: readonly string[] = [
  `
CREATE TABLE hosts (
  name TEXT PRIMARY KEY NOT NULL,
  appliance TEXT NOT NULL,
  rack INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  address TEXT NOT NULL UNIQUE,
  bootAction TEXT NOT NULL CHECK (bootAction IN ('install', 'os', 'rescue', 'memtest')),
  bmc TEXT,
  state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'installing', 'installed', 'failed')),
  phase TEXT NOT NULL DEFAULT '',
  percent INTEGER NOT NULL DEFAULT 0,
  sinceSeconds INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0,
  failureReason TEXT NOT NULL DEFAULT '',
  revision INTEGER NOT NULL DEFAULT 0,
  UNIQUE (appliance, rack, rank)
);
CREATE INDEX hosts_revision ON hosts (revision);
CREATE TABLE macs (
  mac TEXT PRIMARY KEY NOT NULL CHECK (mac GLOB '[0-9a-f][0-9a-f]:[0-9a-f][0-9a-f]:[0-9a-f][0-9a-f]:[0-9a-f][0-9a-f]:[0-9a-f][0-9a-f]:[0-9a-f][0-9a-f]'),
  host TEXT NOT NULL REFERENCES hosts (name) ON DELETE CASCADE ON UPDATE CASCADE,
  position INTEGER NOT NULL
);
CREATE INDEX macs_host ON macs (host, position);
CREATE TABLE attributes (
  scope TEXT NOT NULL CHECK (scope IN ('global', 'os', 'appliance', 'rack', 'host')),
  subject TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  secret INTEGER NOT NULL CHECK (secret IN (0, 1)),
  PRIMARY KEY (scope, subject, name),
  CHECK ((scope = 'global') = (subject = ''))
);
CREATE TABLE networks (
  name TEXT PRIMARY KEY NOT NULL,
  network TEXT NOT NULL,
  prefix INTEGER NOT NULL CHECK (prefix BETWEEN 0 AND 32),
  frontendAddress TEXT,
  interface TEXT,
  domain TEXT,
  rangeFrom TEXT,
  rangeTo TEXT,
  mtu INTEGER
);
CREATE TABLE discoveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  appliance TEXT NOT NULL,
  rack INTEGER NOT NULL,
  "replace" TEXT,
  startedSeconds INTEGER NOT NULL,
  expiresSeconds INTEGER NOT NULL
);
CREATE TABLE strangers (
  mac TEXT PRIMARY KEY NOT NULL,
  firstSeconds INTEGER NOT NULL,
  lastSeconds INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  detail TEXT NOT NULL
);
CREATE INDEX strangers_last ON strangers (lastSeconds);
CREATE TABLE tokens (
  hash TEXT PRIMARY KEY NOT NULL,
  host TEXT NOT NULL REFERENCES hosts (name) ON DELETE CASCADE ON UPDATE CASCADE,
  mac TEXT NOT NULL,
  address TEXT NOT NULL,
  expiresSeconds INTEGER NOT NULL,
  usedSeconds INTEGER
);
CREATE INDEX tokens_host ON tokens (host);
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  timeSeconds INTEGER NOT NULL,
  action TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('done', 'refused')),
  host TEXT,
  address TEXT,
  mac TEXT,
  detail TEXT
);
CREATE INDEX audit_host ON audit (host, id);
CREATE TABLE "keys" (
  host TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (host, name)
);
CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  timeSeconds INTEGER NOT NULL,
  host TEXT NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL
);
CREATE INDEX events_host ON events (host, id);

CREATE TABLE revisions (name TEXT PRIMARY KEY NOT NULL, value INTEGER NOT NULL);
INSERT INTO revisions VALUES ('hosts', 0), ('network', 0), ('attributes', 0), ('discovery', 0);

CREATE TRIGGER hosts_insert AFTER INSERT ON hosts BEGIN
  UPDATE revisions SET value = value + 1 WHERE name IN ('hosts', 'network');
  UPDATE hosts SET revision = (SELECT value FROM revisions WHERE name = 'hosts') WHERE name = NEW.name;
END;
CREATE TRIGGER hosts_update AFTER UPDATE ON hosts WHEN NEW.revision IS OLD.revision BEGIN
  UPDATE revisions SET value = value + 1 WHERE name = 'hosts';
  UPDATE hosts SET revision = (SELECT value FROM revisions WHERE name = 'hosts') WHERE name = NEW.name;
END;
CREATE TRIGGER hosts_network AFTER UPDATE OF name, address ON hosts
WHEN NEW.name IS NOT OLD.name OR NEW.address IS NOT OLD.address BEGIN
  UPDATE revisions SET value = value + 1 WHERE name = 'network';
END;
CREATE TRIGGER hosts_delete AFTER DELETE ON hosts BEGIN
  UPDATE revisions SET value = value + 1 WHERE name IN ('hosts', 'network');
  DELETE FROM attributes WHERE scope = 'host' AND subject = OLD.name;
  DELETE FROM "keys" WHERE host = OLD.name;
END;
CREATE TRIGGER hosts_rename AFTER UPDATE OF name ON hosts WHEN NEW.name IS NOT OLD.name BEGIN
  UPDATE attributes SET subject = NEW.name WHERE scope = 'host' AND subject = OLD.name;
  UPDATE "keys" SET host = NEW.name WHERE host = OLD.name;
END;
CREATE TRIGGER macs_insert AFTER INSERT ON macs BEGIN
  UPDATE revisions SET value = value + 1 WHERE name = 'network';
  DELETE FROM strangers WHERE mac = NEW.mac;
END;
CREATE TRIGGER macs_delete AFTER DELETE ON macs BEGIN
  UPDATE revisions SET value = value + 1 WHERE name = 'network';
END;
CREATE TRIGGER networks_insert AFTER INSERT ON networks BEGIN
  UPDATE revisions SET value = value + 1 WHERE name = 'network';
END;
CREATE TRIGGER networks_update AFTER UPDATE ON networks BEGIN
  UPDATE revisions SET value = value + 1 WHERE name = 'network';
END;
CREATE TRIGGER networks_delete AFTER DELETE ON networks BEGIN
  UPDATE revisions SET value = value + 1 WHERE name = 'network';
END;
CREATE TRIGGER attributes_insert AFTER INSERT ON attributes BEGIN
  UPDATE revisions SET value = value + 1 WHERE name = 'attributes';
END;
CREATE TRIGGER attributes_update AFTER UPDATE ON attributes BEGIN
  UPDATE revisions SET value = value + 1 WHERE name = 'attributes';
END;
CREATE TRIGGER attributes_delete AFTER DELETE ON attributes BEGIN
  UPDATE revisions SET value = value + 1 WHERE name = 'attributes';
END;
CREATE TRIGGER discoveries_insert AFTER INSERT ON discoveries BEGIN
  UPDATE revisions SET value = value + 1 WHERE name = 'discovery';
END;
CREATE TRIGGER discoveries_update AFTER UPDATE ON discoveries BEGIN
  UPDATE revisions SET value = value + 1 WHERE name = 'discovery';
END;
CREATE TRIGGER strangers_insert AFTER INSERT ON strangers BEGIN
  UPDATE revisions SET value = value + 1 WHERE name = 'discovery';
END;
`,
  `
ALTER TABLE hosts ADD COLUMN disk TEXT;
`,
  `
ALTER TABLE networks ADD COLUMN frontendName TEXT;
`,
  `
ALTER TABLE discoveries ADD COLUMN count INTEGER;
ALTER TABLE discoveries ADD COLUMN perMinute INTEGER;
ALTER TABLE discoveries ADD COLUMN approval TEXT CHECK (approval IN ('ask'));
ALTER TABLE discoveries ADD COLUMN named INTEGER NOT NULL DEFAULT 0;
ALTER TABLE discoveries ADD COLUMN paceSeconds REAL NOT NULL DEFAULT 0;
`,
  // A key of the cluster is a value that nobody set: who keeps or shows values hears of it.
  `
CREATE TRIGGER keys_insert AFTER INSERT ON "keys" WHEN NEW.host = '' BEGIN
  UPDATE revisions SET value = value + 1 WHERE name = 'attributes';
END;
CREATE TRIGGER keys_update AFTER UPDATE ON "keys" WHEN NEW.host = '' BEGIN
  UPDATE revisions SET value = value + 1 WHERE name = 'attributes';
END;
CREATE TRIGGER keys_delete AFTER DELETE ON "keys" WHEN OLD.host = '' BEGIN
  UPDATE revisions SET value = value + 1 WHERE name = 'attributes';
END;
`,
  // SQLite changes no CHECK of a table; https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes"
  `
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql,
  '''installing'', ''installed'', ''failed''', '''installing'', ''installed'', ''starting'', ''ready'', ''failed''')
  WHERE type = 'table' AND name = 'hosts';
PRAGMA writable_schema = RESET;
ALTER TABLE hosts ADD COLUMN readySeconds INTEGER;
`,
  // A host that is forgotten leaves no certificate that is good; one that is installed anew begins anew.
  `
CREATE TABLE certificates (
  serial TEXT PRIMARY KEY NOT NULL CHECK (length(serial) > 1 AND serial NOT GLOB '*[^0-9A-F]*'),
  kind TEXT NOT NULL CHECK (kind IN ('host', 'person')),
  name TEXT NOT NULL CHECK (name <> '' AND name NOT GLOB '*[^A-Za-z0-9_.@-]*'),
  service TEXT NOT NULL,
  fromSeconds INTEGER NOT NULL,
  untilSeconds INTEGER NOT NULL,
  revokedSeconds INTEGER,
  isBarred INTEGER NOT NULL DEFAULT 0 CHECK (isBarred IN (0, 1))
);
CREATE INDEX certificates_name ON certificates (kind, name);
CREATE TRIGGER hosts_delete_certificates AFTER DELETE ON hosts BEGIN
  UPDATE certificates SET revokedSeconds = COALESCE(revokedSeconds, CAST(strftime('%s', 'now') AS INTEGER)), isBarred = 0
    WHERE kind = 'host' AND name = OLD.name;
END;
CREATE TRIGGER hosts_rename_certificates AFTER UPDATE OF name ON hosts WHEN NEW.name IS NOT OLD.name BEGIN
  UPDATE certificates SET name = NEW.name WHERE kind = 'host' AND name = OLD.name;
END;
CREATE TRIGGER hosts_install_certificates AFTER UPDATE OF bootAction ON hosts WHEN NEW.bootAction = 'install' BEGIN
  UPDATE certificates SET isBarred = 0 WHERE kind = 'host' AND name = NEW.name;
END;
`,
  // A host that is called otherwise is the same machine: what was seen of it goes with it. What was seen of one that is
  // gone and had the name is not its own. Boot scripts that are out name it as it was.
  `
CREATE TRIGGER hosts_rename_records AFTER UPDATE OF name ON hosts WHEN NEW.name IS NOT OLD.name BEGIN
  DELETE FROM events WHERE host = NEW.name;
  UPDATE events SET host = NEW.name WHERE host = OLD.name;
  UPDATE discoveries SET "replace" = NEW.name WHERE "replace" = OLD.name;
  DELETE FROM tokens WHERE host IN (OLD.name, NEW.name);
END;
`,
  // What a host runs, said when its installation finishes.
  `
ALTER TABLE hosts ADD COLUMN "release" TEXT;
`,
  // What administrators change is told with who they are. Each kind of record is found, and bounded, by itself.
  `
ALTER TABLE audit ADD COLUMN who TEXT;
ALTER TABLE audit ADD COLUMN command TEXT;
ALTER TABLE audit ADD COLUMN object TEXT;
ALTER TABLE audit ADD COLUMN "before" TEXT;
ALTER TABLE audit ADD COLUMN "after" TEXT;
CREATE INDEX audit_asked ON audit (outcome, id) WHERE who IS NULL;
CREATE INDEX audit_changes ON audit (id) WHERE who IS NOT NULL;
`,
  // A rollout tells what it did to hosts, those that are gone among them.
  `
CREATE TABLE rollouts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('reinstall', 'apply')),
  state TEXT NOT NULL CHECK (state IN ('running', 'stopping', 'stopped', 'done')),
  reason TEXT NOT NULL DEFAULT '',
  atOnce INTEGER NOT NULL CHECK (atOnce > 0),
  stopAfter INTEGER NOT NULL CHECK (stopAfter > 0),
  hostSeconds INTEGER NOT NULL CHECK (hostSeconds > 0),
  drainSeconds INTEGER CHECK (drainSeconds > 0),
  isNewDisk INTEGER NOT NULL DEFAULT 0 CHECK (isNewDisk IN (0, 1)),
  madeSeconds INTEGER NOT NULL,
  endedSeconds INTEGER
);
CREATE TABLE rolloutHosts (
  rollout INTEGER NOT NULL REFERENCES rollouts (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  host TEXT NOT NULL,
  wave INTEGER NOT NULL,
  step TEXT NOT NULL DEFAULT 'waiting'
    CHECK (step IN ('waiting', 'draining', 'beginning', 'begun', 'good', 'failed', 'gone')),
  sinceSeconds INTEGER NOT NULL,
  begunSeconds INTEGER,
  why TEXT NOT NULL DEFAULT '',
  isCounted INTEGER NOT NULL DEFAULT 1 CHECK (isCounted IN (0, 1)),
  PRIMARY KEY (rollout, position),
  UNIQUE (rollout, host)
);
INSERT INTO revisions VALUES ('rollouts', 0);
CREATE TRIGGER rollouts_insert AFTER INSERT ON rollouts BEGIN
  UPDATE revisions SET value = value + 1 WHERE name = 'rollouts';
END;
CREATE TRIGGER rollouts_update AFTER UPDATE ON rollouts BEGIN
  UPDATE revisions SET value = value + 1 WHERE name = 'rollouts';
END;
CREATE TRIGGER rollouts_delete AFTER DELETE ON rollouts BEGIN
  UPDATE revisions SET value = value + 1 WHERE name = 'rollouts';
END;
CREATE TRIGGER rolloutHosts_update AFTER UPDATE ON rolloutHosts BEGIN
  UPDATE revisions SET value = value + 1 WHERE name = 'rollouts';
END;
CREATE TRIGGER hosts_rename_rollouts AFTER UPDATE OF name ON hosts WHEN NEW.name IS NOT OLD.name BEGIN
  UPDATE OR REPLACE rolloutHosts SET host = NEW.name WHERE host = OLD.name;
END;
`,
  // What hosts were made to, as they say it themselves: no export carries it, and it goes with its host.
  `
CREATE TABLE records (
  host TEXT PRIMARY KEY NOT NULL REFERENCES hosts (name) ON DELETE CASCADE ON UPDATE CASCADE,
  timeSeconds INTEGER NOT NULL,
  summary TEXT NOT NULL,
  text TEXT NOT NULL,
  drift TEXT NOT NULL
);
`,
  // Hosts are brought to their description in waves, too.
  `
ALTER TABLE rollouts ADD COLUMN isOverwriting INTEGER NOT NULL DEFAULT 0 CHECK (isOverwriting IN (0, 1));
`,
];

/** What this program reads and writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** Every table that holds something said or seen, parents first: what an export carries. */
export const TABLES = [
  'networks',
  'hosts',
  'macs',
  'attributes',
  'keys',
  'certificates',
  'rollouts',
  'rolloutHosts',
  'discoveries',
  'strangers',
  'tokens',
  'audit',
  'events',
] as const;
