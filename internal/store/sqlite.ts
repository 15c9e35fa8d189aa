import Sqlite from 'better-sqlite3';

/** A plain SQLite connection. */
export type Connection = Sqlite.Database;

/** Opens `file`, making it when it is not there, unless it is only to be read. `nativeBinding` is the loaded add-on; without it the package finds its own. */
export function connect(
  file: string,
  options: { busyTimeoutMs: number; nativeBinding?: object; readonly?: boolean },
): Connection {
  const binding =
    options.nativeBinding === undefined ? {} : { nativeBinding: options.nativeBinding as unknown as string };
  return new Sqlite(file, { timeout: options.busyTimeoutMs, readonly: options.readonly ?? false, ...binding });
}
