// placeholder until the engine's entry points stand
import type { AttributeMap, Profile } from '../model/mod.ts';
import type { DebianDirectives } from '../render/debian/directives.ts';
import type { Effects } from './effects.ts';
import type { State } from './state.ts';
export interface MissingAnswer {
  readonly name: string;
  readonly title: string;
  readonly help: string;
  readonly type: string;
  readonly value: string;
}
export interface Compiled {
  readonly profile: Profile;
  readonly directives: DebianDirectives;
  readonly attributes: AttributeMap;
  readonly suite: string;
  readonly missing: readonly MissingAnswer[];
  readonly askable: readonly MissingAnswer[];
}
export declare function compile(effects: Effects, state: State): Compiled;
