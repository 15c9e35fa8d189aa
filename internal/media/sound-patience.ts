/** Sound that is so far behind the pictures is not waited for: players hold back 1.5 s, half of which is left to them. */
export const soundPatienceMs = 800;
