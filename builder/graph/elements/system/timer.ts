import { formOf, type Timer, type ValueType } from '../../../model/mod.ts';
import { defineSetting } from '../setting/define-setting.ts';
import { isCalendar } from './calendar.ts';
import { ACCOUNT, UNIT_NAME } from './names.ts';

const WHEN: ValueType = {
  what: 'time',
  hint: 'Write hourly, daily, weekly, monthly, or as systemd does: Mon..Fri 03:30, *-*-01 00:00',
  accepts: isCalendar,
};
const SPAN = formOf(
  'span of time',
  /^(?:[1-9]\d{0,5}(?:s|sec|m|min|h|hour|hours|d|day|days|w|week|weeks)? ?)+$/,
  'Write it like 90s, 10min, 1h or 1d',
);
/** Words of a program and its arguments; what is more than that is a script. */
const RUN = formOf(
  'command',
  /^\/[A-Za-z0-9_.@:%+=,/-]+(?: +[A-Za-z0-9_.@:%+=,/-]+)*$/,
  'Write the path of a program and plain words; what needs quotes or a shell is a <file> of its own',
);

/** `<timer name="backup" when="daily" run="/usr/local/sbin/backup"/>`: something that happens again and again. */
export const timer = defineSetting({
  name: 'timer',
  key: 'timers',
  title: 'Timer',
  plural: 'Timers',
  rank: 11,
  verb: 'sets it',
  attributes: {
    name: { type: UNIT_NAME, isRequired: true },
    when: { type: WHEN },
    every: { type: SPAN },
    first: { type: SPAN },
    delay: { type: SPAN },
    run: { type: RUN },
    user: { type: ACCOUNT },
  },
  nameOf: ({ name }) => name ?? '',
  read: ({ name, when, every, first, delay, run, user = 'root' }) => {
    if ((when === undefined) === (every === undefined))
      return {
        message: `Timer "${name}" says one of when and every`,
        hint: 'Write when="daily" or every="10min"',
      };
    if (first !== undefined && every === undefined)
      return {
        message: `Timer "${name}" has a time of its own: "first" goes with every`,
        hint: 'Leave it out',
      };
    if (run === undefined && user !== 'root')
      return {
        message: `Timer "${name}" runs nothing by itself: the user is said by ${name}.service`,
        hint: 'Write run="..." too, or leave the user out',
      };
    return {
      ...(when === undefined ? {} : { calendar: when }),
      ...(every === undefined ? {} : { every, first: first ?? '5min' }),
      ...(delay === undefined ? {} : { delay }),
      ...(run === undefined ? {} : { run }),
      user,
    };
  },
  describe: ({ name, calendar, every, run, user }: Timer) => {
    const what = run === undefined ? `${name}.service` : run;
    return `${calendar ?? `every ${every}`}: ${what}${user === 'root' ? '' : ` as ${user}`}`;
  },
  claims: ({ name }) => [`the timer "${name}"`],
});
