import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import { AccessTokenRepository } from './access-token-repository.ts';
import { ArtworkRepository } from './artwork-repository.ts';
import { Backups } from './backups.ts';
import { BroadcastRepository } from './broadcast-repository.ts';
import { CounterRepository } from './counter-repository.ts';
import { prepareDataDirectory } from './data-directory.ts';
import { openDatabase, type OpenDatabase } from './database.ts';
import { FeaturedStreamRepository } from './featured-stream-repository.ts';
import { FollowerRepository } from './follower-repository.ts';
import { IdentityRepository } from './identity-repository.ts';
import { ImportReader, ImportWriter } from './import-writer.ts';
import { IpBanRepository } from './ip-ban-repository.ts';
import { JobRepository } from './job-repository.ts';
import { MessageRepository } from './message-repository.ts';
import { type MigrationAssets, readMigrations } from './migrations.ts';
import { ModerationLogRepository } from './moderation-log-repository.ts';
import { OutboxRepository } from './outbox-repository.ts';
import { NoticeHookRepository } from './notice-hook-repository.ts';
import { NoticeRepository } from './notice-repository.ts';
import { PlanRepository } from './plan-repository.ts';
import { SampleRepository } from './sample-repository.ts';
import { SecretRepository } from './secret-repository.ts';
import { restoreDatabase } from './restore.ts';
import { Session } from './session.ts';
import { SessionRepository } from './session-repository.ts';
import { SettingsRepository } from './settings-repository.ts';
import { StreamKeyRepository } from './stream-key-repository.ts';
import { StoredObjectRepository } from './stored-object-repository.ts';
import { TimelineRepository } from './timeline-repository.ts';
import { SubscriptionRepository } from './subscription-repository.ts';
import { TimeOutRepository } from './time-out-repository.ts';
import { UserRepository } from './user-repository.ts';
import { WebhookDeliveryRepository } from './webhook-delivery-repository.ts';
import { WebhookRepository } from './webhook-repository.ts';

/** How often the database is asked whether another process wrote to it. */
const OUTSIDE_CHECK_MS = 1_000;

export interface StoreNeeds {
  readonly dataDirectory: string;
  readonly assets: MigrationAssets;
  /** The loaded SQLite add-on; without it the package finds its own, as in a clone. */
  readonly nativeBinding?: object;
  readonly clock: Clock;
  readonly log: Logger;
  /** `hold` to serve, `visit` for a command beside a server: see `DatabaseNeeds`. */
  readonly lock: 'hold' | 'visit';
  readonly lockWaitMs?: number;
}

/**
 * Opens the store of a data directory, made or brought forward as needed. Throws `DATA_DIR_UNUSABLE`, `DATA_DIR_LOCKED`,
 * `DATABASE_NEWER`, `DATABASE_CORRUPT` or `DISK_FULL`.
 */
export function openStore(needs: StoreNeeds): Store {
  const dataDirectory = prepareDataDirectory(needs.dataDirectory);
  const database = openDatabase({ ...needs, dataDirectory, migrations: readMigrations(needs.assets) });
  try {
    const store = new Store({
      database,
      clock: needs.clock,
      log: needs.log,
      restore: (file) => {
        const { formerState } = restoreDatabase({
          ...needs,
          dataDirectory,
          file,
          migrations: readMigrations(needs.assets),
        });
        needs.log.warn({ file, formerState }, 'A copy of the database was put back.');
      },
    });
    if (needs.lock === 'hold' && store.broadcasts.closeUnfinished('crashed') > 0) {
      needs.log.warn({}, 'The last broadcast was never ended: Aerial or the machine must have stopped abruptly.');
    }
    return store;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** All that is kept in the database, one repository a noun. Every call is synchronous and takes microseconds. */
export class Store {
  readonly settings: SettingsRepository;
  readonly streamKeys: StreamKeyRepository;
  readonly counters: CounterRepository;
  readonly broadcasts: BroadcastRepository;
  readonly samples: SampleRepository;
  readonly secrets: SecretRepository;
  readonly sessions: SessionRepository;
  readonly users: UserRepository;
  readonly accessTokens: AccessTokenRepository;
  readonly identities: IdentityRepository;
  readonly ipBans: IpBanRepository;
  readonly messages: MessageRepository;
  readonly timeOuts: TimeOutRepository;
  readonly moderationLog: ModerationLogRepository;
  readonly webhooks: WebhookRepository;
  readonly webhookDeliveries: WebhookDeliveryRepository;
  readonly jobs: JobRepository;
  readonly followers: FollowerRepository;
  readonly outbox: OutboxRepository;
  readonly featuredStreams: FeaturedStreamRepository;
  readonly artwork: ArtworkRepository;
  readonly storedObjects: StoredObjectRepository;
  readonly timeline: TimelineRepository;
  readonly plans: PlanRepository;
  readonly subscriptions: SubscriptionRepository;
  readonly notices: NoticeRepository;
  readonly noticeHooks: NoticeHookRepository;
  readonly backups: Backups;
  readonly #database: OpenDatabase;
  readonly #session: Session;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #stopWatching = new Set<() => void>();
  /** How the database stood when it was opened, as `outsideVersion` tells it. */
  readonly #openedVersion: number;

  constructor(needs: { database: OpenDatabase; clock: Clock; log: Logger; restore: (file: string) => void }) {
    this.#database = needs.database;
    this.#clock = needs.clock;
    this.#log = needs.log;
    const session = new Session(needs.database);
    this.#session = session;
    this.#openedVersion = session.outsideVersion();
    this.settings = new SettingsRepository({ session });
    this.streamKeys = new StreamKeyRepository({ session, wallMs: () => needs.clock.wallMs() });
    this.counters = new CounterRepository({ session });
    this.broadcasts = new BroadcastRepository({ session });
    this.samples = new SampleRepository({ session });
    this.secrets = new SecretRepository({ session, wallMs: () => needs.clock.wallMs() });
    this.sessions = new SessionRepository({ session });
    this.users = new UserRepository({ session });
    this.accessTokens = new AccessTokenRepository({ session });
    this.identities = new IdentityRepository({ session });
    this.ipBans = new IpBanRepository({ session });
    this.messages = new MessageRepository({ session });
    this.timeOuts = new TimeOutRepository({ session });
    this.moderationLog = new ModerationLogRepository({ session });
    this.webhooks = new WebhookRepository({ session, wallMs: () => needs.clock.wallMs() });
    this.webhookDeliveries = new WebhookDeliveryRepository({ session });
    this.jobs = new JobRepository({ session });
    this.followers = new FollowerRepository({ session });
    this.outbox = new OutboxRepository({ session });
    this.featuredStreams = new FeaturedStreamRepository({ session });
    this.artwork = new ArtworkRepository({ session, wallMs: () => needs.clock.wallMs() });
    this.storedObjects = new StoredObjectRepository({ session });
    this.timeline = new TimelineRepository({ session });
    this.subscriptions = new SubscriptionRepository({ session });
    this.notices = new NoticeRepository({ session });
    this.noticeHooks = new NoticeHookRepository({ session, wallMs: () => needs.clock.wallMs() });
    this.plans = new PlanRepository({ session });
    this.backups = new Backups({
      ...needs.database,
      wallMs: () => needs.clock.wallMs(),
      restore: needs.restore,
    });
  }

  /** Looks at what is there before something is brought in. */
  readForImport<Result>(work: (reader: ImportReader) => Result): Result {
    return this.#session.run((database) => work(new ImportReader({ database })));
  }

  /** Brings in what comes from elsewhere: all that `work` writes holds when it returns, or none of it. */
  importing<Result>(work: (writer: ImportWriter) => Result): Result {
    const wallMs = this.#clock.wallMs();
    return this.#session.transact((database) => work(new ImportWriter({ database, wallMs })));
  }

  /** Calls `listener` within a second of another process's write, of one since the store was opened as well; the returned function stops that. */
  onOutsideChange(listener: () => void): () => void {
    let version = this.#openedVersion;
    const stop = this.#clock.every(OUTSIDE_CHECK_MS, () => {
      try {
        const current = this.#session.outsideVersion();
        if (current === version) return;
        version = current;
        listener();
      } catch (error) {
        this.#log.warn(
          { error: String(error) },
          'The database could not be asked for changes; it is asked again in a second.',
        );
      }
    });
    this.#stopWatching.add(stop);
    return stop;
  }

  /** Writes everything into the one database file and gives the data directory back. Calling it twice is harmless. */
  close(): void {
    for (const stop of this.#stopWatching) stop();
    this.#stopWatching.clear();
    this.#database.close();
  }
}
