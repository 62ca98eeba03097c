import { mapLimited } from '../../io/mod.ts';
import { type Sensor, shortUnit } from './board.ts';
import type { RedfishClient, Resource } from './redfish-client.ts';
import { linkOf, listOf, membersOf, objectOf, textOf } from './redfish-resource.ts';

/** A board has little room: so many questions at once. */
const AT_ONCE = 4;

/** What the chassis of a board measure: `Thermal` and `Power` where they have them, else their `Sensors`. */
export async function readRedfishSensors(client: RedfishClient): Promise<readonly Sensor[]> {
  const paths = membersOf(await client.get('/redfish/v1/Chassis'));
  const chassis = await mapLimited(paths, AT_ONCE, (path) => client.get(path));
  return (await mapLimited(chassis, 1, (one) => readChassis(client, one))).flat();
}

async function readChassis(client: RedfishClient, chassis: Resource): Promise<readonly Sensor[]> {
  const [thermal, power, sensors] = [
    linkOf(chassis, 'Thermal'),
    linkOf(chassis, 'Power'),
    linkOf(chassis, 'Sensors'),
  ];
  if (thermal !== undefined || power !== undefined)
    return [
      ...(thermal === undefined ? [] : listThermal(await client.get(thermal))),
      ...(power === undefined ? [] : listPower(await client.get(power))),
    ];
  if (sensors === undefined) return [];
  const members = membersOf(await client.get(sensors));
  return mapLimited(members, AT_ONCE, async (path) => {
    const one = await client.get(path);
    return sensorOf(one, 'Reading', textOf(one, 'ReadingUnits'));
  });
}

function listThermal(thermal: Resource): readonly Sensor[] {
  return [
    ...listOf(thermal, 'Temperatures').map((one) => sensorOf(one, 'ReadingCelsius', 'C')),
    ...listOf(thermal, 'Fans').map((one) => sensorOf(one, 'Reading', textOf(one, 'ReadingUnits') || 'RPM')),
  ];
}

function listPower(power: Resource): readonly Sensor[] {
  return [
    ...listOf(power, 'PowerControl').map((one) => sensorOf(one, 'PowerConsumedWatts', 'W')),
    ...listOf(power, 'Voltages').map((one) => sensorOf(one, 'ReadingVolts', 'V')),
  ];
}

function sensorOf(one: Resource, key: string, unit: string): Sensor {
  const reading = one[key];
  const status = objectOf(one, 'Status');
  const health = textOf(status, 'Health') || textOf(status, 'State');
  return {
    name: textOf(one, 'Name') || textOf(one, 'FanName') || textOf(one, 'MemberId') || textOf(one, 'Id'),
    reading: typeof reading === 'number' ? String(reading) : '',
    unit: shortUnit(unit),
    status: health === '' && reading === null ? 'no reading' : health.toLowerCase() || 'ok',
  };
}
