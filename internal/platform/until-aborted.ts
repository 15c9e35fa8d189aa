/** What some work comes to, or `otherwise` once the signal ends the wait for it: the work itself goes on. */
export async function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal, otherwise: Value): Promise<Value> {
  const { promise: aborted, resolve } = Promise.withResolvers<Value>();
  const stop = (): void => resolve(otherwise);
  // The signal lives longer than the work: nothing of it may be left there.
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
