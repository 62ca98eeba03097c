/** What is looked at of a schema of valibot. */
interface Schema {
  readonly pipe?: readonly Schema[];
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly wrapped?: Schema;
  readonly item?: Schema;
  readonly value?: Schema;
  readonly options?: readonly unknown[];
  /** Of a shape that depends on what is read. */
  readonly getter?: (input: unknown) => Schema;
}

/** Files that choose between the shapes of one kind: `os` of a roll is a list or a name. */
const INPUTS = [{ os: [] }, { os: 'debian-13' }];

/** Every key that a file of this shape may have: `media`, `media.iso`; names that people choose are `*`. */
export function listKeys(shape: object): readonly string[] {
  const { pipe = [], entries = {}, wrapped, item, value, options = [], getter }: Schema = shape;
  const chosen = getter === undefined ? [] : INPUTS.map((input) => getter(input));
  const inside = [
    ...pipe,
    ...chosen,
    wrapped,
    item,
    ...options.filter((option) => typeof option === 'object'),
  ];
  const own = inside.flatMap((each) => (each ? listKeys(each) : []));
  const named =
    value === undefined || typeof value !== 'object' ? [] : listKeys(value).map((key) => `*.${key}`);
  const below = Object.entries(entries).flatMap(([key, entry]) => [
    key,
    ...listKeys(entry).map((each) => `${key}.${each}`),
  ]);
  return [...new Set([...own, ...named, ...below])];
}
