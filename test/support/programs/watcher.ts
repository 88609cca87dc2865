import { endWithParent } from '../../../src/engine/node/lifeline';

/* A separate program that does nothing, and should end with the process whose pid is its argument. */
endWithParent(Number(process.argv[2]));
setInterval(() => undefined, 60_000);
console.log('watching');
