import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { Action } from '../../kit/action.tsx';
import { Busy, Empty, Fault, Figures, Section } from '../../kit/blocks.tsx';
import { Chart } from '../../kit/chart/chart.tsx';
import { type Curve, type TimedFigure, toCsv } from '../../kit/chart/columns.ts';
import { download } from '../../kit/download.ts';
import { type Loaded, useLoad } from '../../kit/load.ts';
import { useStudio } from '../../studio.ts';
import { inReadableUnit } from './bit-rates.ts';
import type { Range } from './ranges.ts';

type FigureName = 'served' | 'inbound' | 'messages' | 'latency' | 'bandwidth' | 'stalls' | 'cpu' | 'memory' | 'disk';
type Series = Loaded<readonly TimedFigure[]>;

function useFigure(name: FigureName, { windowStart }: Range): Series {
  return useLoad('GET /api/admin/figuresOverTime', { query: { name, windowStart } });
}

/** Every chart of the page. */
export function Charts({ range }: { readonly range: Range }) {
  return (
    <>
      <ViewersChart range={range} />
      <ChatCharts range={range} />
      <DeliveryChart range={range} />
      <PlaybackCharts range={range} />
      <HardwareChart range={range} />
    </>
  );
}

function ViewersChart({ range }: { readonly range: Range }) {
  const { station } = useStudio();
  const viewers = useLoad('GET /api/admin/viewersOverTime', { query: { windowStart: range.windowStart } });
  const status = station.status.value;
  return (
    <Plot
      title="Viewers"
      unit="viewers"
      range={range}
      series={[['Viewers', viewers]]}
      none="Viewers are counted while something is on air."
    >
      <Figures
        list={[
          { name: 'Now', value: status?.viewerCount ?? 0 },
          { name: 'Most in this broadcast', value: status?.sessionPeakViewerCount ?? 0 },
          { name: 'Most ever', value: status?.overallPeakViewerCount ?? 0 },
        ]}
      />
    </Plot>
  );
}

function ChatCharts({ range }: { readonly range: Range }) {
  const clients = useLoad('GET /api/admin/chat/clientsOverTime', { query: { windowStart: range.windowStart } });
  const messages = useFigure('messages', range);
  return (
    <Plot
      title="Chat"
      unit=""
      range={range}
      series={[
        ['Connections', clients],
        ['Messages a minute', messages],
      ]}
      none="Nobody was in the chat."
    />
  );
}

function DeliveryChart({ range }: { readonly range: Range }) {
  const served = useFigure('served', range);
  const inbound = useFigure('inbound', range);
  return (
    <Plot
      title="Bandwidth"
      text="What went out to viewers from this server, and what came in from the encoder."
      unit="kbit/s"
      range={range}
      series={[
        ['Served', served],
        ['Came in', inbound],
      ]}
      none="Nothing was sent."
    />
  );
}

function PlaybackCharts({ range }: { readonly range: Range }) {
  const latency = useFigure('latency', range);
  const stalls = useFigure('stalls', range);
  const bandwidth = useFigure('bandwidth', range);
  return (
    <>
      <Plot
        title="Delay"
        text="How far behind the camera half of the viewers are at most, as their players say."
        unit="s"
        range={range}
        series={[['Behind live', latency]]}
        none="No player has reported."
      />
      <Plot
        title="Stalls"
        text="How often pictures stood still, over all viewers."
        unit="a minute"
        range={range}
        series={[['Stalls', stalls]]}
        none="Nothing stalled."
      />
      <Plot
        title="Viewers’ lines"
        text="What half of the viewers’ lines carry at least, as their players measure it."
        unit="kbit/s"
        range={range}
        series={[['Carried', bandwidth]]}
        none="No player has reported."
      />
    </>
  );
}

function HardwareChart({ range }: { readonly range: Range }) {
  const cpu = useFigure('cpu', range);
  const memory = useFigure('memory', range);
  const disk = useFigure('disk', range);
  return (
    <Plot
      title="This machine"
      unit="%"
      range={range}
      series={[
        ['Processor', cpu],
        ['Memory', memory],
        ['Disk', disk],
      ]}
      none="The first figures come a minute after the start."
    />
  );
}

/** One chart in its card, with the way to take its figures along. */
function Plot(props: {
  readonly title: string;
  readonly text?: string;
  readonly unit: string;
  readonly range: Range;
  readonly series: readonly (readonly [label: string, series: Series])[];
  /** Why there may be nothing to see. */
  readonly none: string;
  readonly children?: ComponentChildren;
}) {
  const { title, unit, range, series } = props;
  const answers = series.map(([, { data }]) => data);
  const curves = useMemo<readonly Curve[]>(
    () => series.map(([label, { data }]) => ({ label, figures: data ?? [] })),
    answers,
  );
  const drawn = useMemo(() => inReadableUnit(curves, unit), [curves, unit]);
  const fault = series.map(([, one]) => one.fault).find((one) => one !== null) ?? null;
  const isLoaded = answers.every((data) => data !== null);
  const isEmpty = curves.every(({ figures }) => figures.length === 0);
  const name = `${title.toLowerCase().replaceAll(/[^a-z]+/g, '-')}.csv`;
  return (
    <Section
      title={title}
      text={props.text}
      actions={
        !isEmpty && (
          <Action
            isSmall
            onPress={() => download(name, toCsv(curves, unit), 'text/csv')}
            label={`Save ${title} as CSV`}
          >
            CSV
          </Action>
        )
      }
    >
      {props.children}
      {fault !== null && <Fault text={fault} />}
      {!isLoaded && fault === null && <Busy words="Reading the figures…" />}
      {isLoaded && isEmpty && <Empty title="Nothing in this time" text={props.none} />}
      {isLoaded && !isEmpty && (
        <Chart title={title} unit={drawn.unit} curves={drawn.curves} fromMs={range.fromMs} toMs={range.toMs} />
      )}
    </Section>
  );
}
