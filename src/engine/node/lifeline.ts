import { isAlive } from './owner';

/** How often the parent is looked for. */
const pollMilliseconds = 1000;

/**
 * Ends this process when its parent is gone: at once when the IPC channel closes, and within a second when the parent's
 * process has vanished although something still holds the channel open.
 *
 * @returns stops watching: after that, the process ends when it has nothing left to do
 */
export function endWithParent(parent: number = process.ppid): () => void {
  // Not `process.exit`: ending under a live WebGPU session crashes. The signal ends without any clean-up.
  const end = () => process.kill(process.pid, 'SIGKILL');
  process.once('disconnect', end);
  const watch = setInterval(() => {
    if (!isAlive(parent)) end();
  }, pollMilliseconds);
  watch.unref();
  return () => {
    process.off('disconnect', end);
    clearInterval(watch);
  };
}
