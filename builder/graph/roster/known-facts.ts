import { FACT_KINDS, FACT_PREFIX } from '../../model/mod.ts';

/** What there is to ask, as advice. */
export const KNOWN_FACTS = `Known are ${FACT_KINDS.map((kind) => FACT_PREFIX + kind).join(', ')}, each alone or with ".APPLIANCE" behind it`;
