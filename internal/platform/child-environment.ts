/**
 * The environment that other programs are started with: our own less the settings, since one of them is a stream key and a
 * process's environment can be read by every process of its user.
 */
export function childEnvironment(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('AERIAL_')));
}
