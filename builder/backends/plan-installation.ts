import { CARRIED_ELEMENTS, originsIn, type Profile } from '../graph/mod.ts';
import { errorProblem, type Origin, type Problem, placeOfOrigin } from '../model/mod.ts';
import type { InstallerBackend, Planned, Support } from './backend.ts';

/** Plans an installation. @returns the plan, with an error for everything that the back-end does not carry out */
export function planInstallation<Plan>(backend: InstallerBackend<Plan>, profile: Profile): Planned<Plan> {
  const { plan, problems } = backend.plan(profile);
  return { plan, problems: [...listRefused(backend, profile), ...problems] };
}

/** What a back-end says of a whole element, directive or phase, once for each that the profile has. */
function listRefused(backend: InstallerBackend, profile: Profile): readonly Problem[] {
  const elements = CARRIED_ELEMENTS.flatMap((element) =>
    refuse(backend.elements[element], `<${element}>`, originsIn(profile, element)),
  );
  const directives = profile.directives.flatMap((directive) => {
    const support = backend.directives[directive.name as keyof InstallerBackend['directives']];
    return refuse(support, `<${directive.name}>`, [directive], 'DIRECTIVE_UNSUPPORTED');
  });
  const scripts = profile.scripts.flatMap((script) =>
    script.phases.flatMap((phase) =>
      refuse(backend.phases[phase], `<${script.element}> in the phase "${phase}"`, [script]),
    ),
  );
  return [...elements, ...directives, ...scripts];
}

function refuse(
  support: Support,
  what: string,
  origins: readonly Origin[],
  code: 'ELEMENT_UNSUPPORTED' | 'DIRECTIVE_UNSUPPORTED' = 'ELEMENT_UNSUPPORTED',
): readonly Problem[] {
  if (support === 'carried out') return [];
  return origins.map((origin) => refusalProblem(code, what, origin, support.refused));
}

/** The error about something that a back-end does not carry out. @param reason the end of the sentence */
export function refusalProblem(
  code: 'ELEMENT_UNSUPPORTED' | 'DIRECTIVE_UNSUPPORTED',
  what: string,
  origin: Origin,
  reason: string,
): Problem {
  return errorProblem(
    code,
    `Cannot honour ${what} of node "${origin.node}": ${reason}`,
    placeOfOrigin(origin),
    'Make it conditional with os=, or describe it in the graph',
  );
}
