import { DataSet, englishDataset, englishRecommendedTransformers, pattern, RegExpMatcher } from 'obscenity';
import { joinSpacedLetters } from './spaced-letters.ts';

type Word = NonNullable<
  Parameters<Parameters<typeof englishDataset.removePhrasesIf>[0]>[0]['metadata']
>['originalWord'];

/** Of the list's words those that are flung at people for what they are; who only swears is let be. */
const slurs: ReadonlySet<Word> = new Set<Word>([
  'abeed',
  'africoon',
  'arabush',
  'boonga',
  'chingchong',
  'chink',
  'dyke',
  'fag',
  'kike',
  'nigger',
  'retard',
  'tranny',
]);

/** What has a slur in it and is none: names, things, and words of other languages. */
const innocent: readonly string[] = [
  'spic and span',
  'fagott',
  'fagus',
  'en retard',
  'du retard',
  'de retard',
  'le retard',
  'un retard',
  'retarder',
  'retardant',
  'vandyke',
  'chink in the armo',
  'chinks in the armo',
  'kike hern',
];

/** What the list does not have. */
const additions = new DataSet<{ originalWord: string }>()
  .addPhrase((phrase) =>
    phrase
      .setMetadata({ originalWord: 'slurs' })
      .addPattern(pattern`wetback`)
      .addPattern(pattern`raghead`)
      .addPattern(pattern`towelhead`)
      .addPattern(pattern`shemale`)
      .addPattern(pattern`jigaboo`)
      .addPattern(pattern`|gook|`)
      .addPattern(pattern`|gooks|`)
      .addPattern(pattern`|spic|`)
      .addPattern(pattern`|spics|`)
      .addPattern(pattern`|paki|`)
      .addPattern(pattern`|pakis|`)
      .addPattern(pattern`|beaner`),
  )
  .addPhrase((phrase) =>
    innocent.reduce((kept, term) => kept.addWhitelistedTerm(term), phrase.setMetadata({ originalWord: 'no slurs' })),
  );

const matcher = new RegExpMatcher({
  ...new DataSet<{ originalWord: string }>()
    .addAll(additions)
    .addAll(
      new DataSet<{ originalWord: Word }>()
        .addAll(englishDataset)
        .removePhrasesIf((phrase) => phrase.metadata === undefined || !slurs.has(phrase.metadata.originalWord)),
    )
    .build(),
  ...englishRecommendedTransformers,
});

const unseen = /[\u0300-\u036f\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}]/gu;
/** Whether a text has a slur in it, however it is dressed up: in other scripts, with digits, with gaps. */
export function hasSlur(text: string): boolean {
  const bare = text.normalize('NFKD').replace(unseen, '').normalize('NFC');
  return matcher.hasMatch(bare) || matcher.hasMatch(joinSpacedLetters(bare));
}
