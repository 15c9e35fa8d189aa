import fc from 'fast-check';

/**
 * Loaded before the tests: properties are tried with the same inputs in every run, so that a red run means that the change broke
 * something. `TEST_SEED=random` looks further, and `TEST_SEED=NUMBER` repeats what such a run found.
 */
const given = process.env['TEST_SEED'] ?? '1';
if (given !== 'random') fc.configureGlobal({ seed: Number(given) });
