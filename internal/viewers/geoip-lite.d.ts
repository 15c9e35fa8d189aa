/** The package carries no types; these are of what is used here. */
declare module 'geoip-lite' {
  const geoip: { lookup(address: string): { readonly country?: string } | null };
  export default geoip;
}
