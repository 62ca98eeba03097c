import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseBootOptions } from '../../../builder/boot/machine/cmdline.ts';

const sourceOf = (cmdline: string): string | undefined => parseBootOptions(cmdline).options.source;

const test = suite('packages from the server that the boot loader came from');
test('PXELINUX says its address in ip=', () => {
  const ip = 'ip=10.9.0.100:10.9.0.1:10.9.0.254:255.255.255.0';
  assert.is(sourceOf(`cairn.source=http://boot-server/cairn ${ip} BOOTIF=01-52`), 'http://10.9.0.1/cairn');
  assert.is(sourceOf(`${ip} cairn.source=http://boot-server:8080/x/`), 'http://10.9.0.1:8080/x');
  assert.is(sourceOf(`cairn.source=http://boot-server ${ip}`), 'http://10.9.0.1');
});
test('another name or an address stays', () => {
  const ip = 'ip=10.9.0.100:10.9.0.1::';
  assert.is(sourceOf(`cairn.source=http://boot-servers/cairn ${ip}`), 'http://boot-servers/cairn');
  assert.is(sourceOf(`cairn.source=http://10.1.1.1 ${ip}`), 'http://10.1.1.1');
  assert.is(sourceOf(`cairn.source=http://boot-server/cairn`), 'http://boot-server/cairn');
  assert.is(sourceOf(`cairn.source=http://boot-server/cairn ip=dhcp`), 'http://boot-server/cairn');
  assert.is(sourceOf(ip), undefined);
});
test.run();
