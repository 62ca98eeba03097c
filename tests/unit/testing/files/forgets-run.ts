import { suite } from 'uvu';

suite('never run')('a test', () => {});
