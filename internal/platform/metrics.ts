/** A number that only grows. */
export interface Counter {
  add(amount?: number): void;
}

/** A number that goes up and down. */
export interface Gauge {
  set(value: number): void;
}

type Labels = Readonly<Record<string, string>>;

interface Family {
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly samples: Map<string, () => number>;
}

/** Series that one family may hold; later ones are dropped, so that labels from outside cannot fill the memory. */
const MAX_SERIES_PER_FAMILY = 200;

/**
 * The process's metrics, rendered as Prometheus text (exposition format 0.0.4). Names carry their unit (`_bytes`, `_seconds`, `_total`).
 */
export class MetricsRegistry {
  readonly #families = new Map<string, Family>();

  /** A counter; asking again for the same name and labels starts a new one in its place. */
  counter(name: string, help: string, labels: Labels = {}): Counter {
    let total = 0;
    this.#register('counter', name, help, labels, () => total);
    return { add: (amount = 1) => void (total += amount) };
  }

  gauge(name: string, help: string, labels: Labels = {}): Gauge {
    let current = 0;
    this.#register('gauge', name, help, labels, () => current);
    return { set: (value) => void (current = value) };
  }

  /** A gauge that is read when somebody asks. */
  observe(name: string, help: string, read: () => number, labels: Labels = {}): void {
    this.#register('gauge', name, help, labels, read);
  }

  /** A figure as it stands, over all labels; 0 for one that is not there. */
  read(name: string): number {
    let sum = 0;
    for (const read of this.#families.get(name)?.samples.values() ?? []) sum += read();
    return sum;
  }

  render(): string {
    const lines: string[] = [];
    for (const [name, family] of this.#families) {
      lines.push(`# HELP ${name} ${family.help}`, `# TYPE ${name} ${family.type}`);
      for (const [labels, read] of family.samples) lines.push(`${name}${labels} ${read()}`);
    }
    return `${lines.join('\n')}\n`;
  }

  #register(type: Family['type'], name: string, help: string, labels: Labels, read: () => number): void {
    const family: Family = this.#families.get(name) ?? { type, help, samples: new Map() };
    this.#families.set(name, family);
    const key = renderLabels(labels);
    if (family.samples.has(key) || family.samples.size < MAX_SERIES_PER_FAMILY) family.samples.set(key, read);
  }
}

function renderLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([key, value]) => `${key}="${value.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`))}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
