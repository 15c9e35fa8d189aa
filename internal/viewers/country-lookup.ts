/** Finds the country of an address (ISO 3166-1, two letters); null when it is not known. */
export type CountryLookup = (address: string) => string | null;

/** The tables that a look-up reads, as they are packed. */
export const countryTables = ['geoip-country.dat', 'geoip-country6.dat'] as const;

/**
 * Loads the tables that lie in `directory`, an absolute path, and the code that reads them: six megabytes, so only once somebody asks.
 * Rejects when they are not there.
 */
export async function openCountryLookup(directory: string): Promise<CountryLookup> {
  // The library reads its tables when it is loaded, from where this says.
  (globalThis as { geodatadir?: string }).geodatadir = directory;
  const { default: geoip } = await import('geoip-lite');
  return (address) => {
    const country = geoip.lookup(address)?.country;
    return country === undefined || country === '' ? null : country;
  };
}
