import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { addNetworkFacts } from '../../../builder/boot/answers/network-facts.ts';

const test = suite('what follows from an address');
const DEFAULTS = { private_prefix: '16', private_network: '10.1.0.0' };

test('an address given in a dialog brings its network, whatever the default is', () => {
  assert.equal(addNetworkFacts({ private_address: '192.168.7.9' }, DEFAULTS), {
    private_address: '192.168.7.9',
    private_network: '192.168.0.0',
    private_netmask: '255.255.0.0',
    private_broadcast: '192.168.255.255',
  });
  const narrower = addNetworkFacts({ private_prefix: '28' }, { private_address: '10.1.1.20' });
  assert.is(narrower['private_network'], '10.1.1.16');
});

test('what is said wins, and nothing is made up where nothing is said or readable', () => {
  const said = addNetworkFacts({ private_address: '10.2.0.1', private_network: '10.0.0.0' }, DEFAULTS);
  assert.is(said['private_network'], '10.0.0.0');
  assert.equal(addNetworkFacts({ cluster_name: 'x' }, { ...DEFAULTS, private_address: '10.1.1.1' }), {
    cluster_name: 'x',
  });
  assert.equal(addNetworkFacts({ private_address: 'dhcp' }, DEFAULTS), { private_address: 'dhcp' });
  assert.equal(addNetworkFacts({ private_address: '10.1.1.1' }, {}), { private_address: '10.1.1.1' });
});

test.run();
