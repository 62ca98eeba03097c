import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planInstallation } from '../../../builder/backends/mod.ts';
import { formatProblem } from '../../../builder/model/mod.ts';
import { one, profileOf } from '../graph/ask.ts';
import { describeBackend } from './describe-backend.ts';

const test = suite('a second back-end');

test('renders what it carries out', () => {
  const profile = profileOf(
    one(
      '<package>nano</package><main><timezone>UTC</timezone></main>' +
        '<post>true<file name="/etc/motd">hi</file></post><service name="chrony"/>',
    ),
  );
  const { plan, problems } = planInstallation(describeBackend, profile);
  assert.equal(problems, []);
  assert.is(
    describeBackend.render(plan),
    [
      'package    nano          top',
      'directive  timezone UTC  top',
      'script     bash (post)   top',
      'file       /etc/motd     top',
      'service    chrony        top',
      '',
    ].join('\n'),
  );
});

test('refuses an element, a directive and a phase, each in its place and with the reason', () => {
  const profile = profileOf(
    one(
      '<screen><title>T</title></screen>\n<main><url>x</url></main>\n<configure phase="post,reconfigure">true</configure>',
    ),
  );
  assert.equal(planInstallation(describeBackend, profile).problems.map(formatProblem), [
    'r/nodes/top.xml:2: error: Cannot honour <screen> of node "top": a table asks nobody [ELEMENT_UNSUPPORTED]\n  ' +
      'Make it conditional with os=, or describe it in the graph',
    'r/nodes/top.xml:3: error: Cannot honour <url> of node "top": no row is for it [DIRECTIVE_UNSUPPORTED]\n  ' +
      'Make it conditional with os=, or describe it in the graph',
    'r/nodes/top.xml:4: error: Cannot honour <configure> in the phase "reconfigure" of node "top": ' +
      'a table never changes [ELEMENT_UNSUPPORTED]\n  Make it conditional with os=, or describe it in the graph',
  ]);
});

test.run();
