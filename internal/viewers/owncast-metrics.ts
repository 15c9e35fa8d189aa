/** What Owncast's dashboards ask Prometheus for. */
export interface OwncastFigures {
  readonly version: string;
  readonly host: string;
  readonly viewerCount: number;
  readonly chatClientCount: number;
  readonly chatUserCount: number;
  readonly chatMessageCount: number;
  readonly playbackErrorCount: number;
  readonly cpuPercent: number;
}

/** These figures under Owncast's names, as Prometheus text (exposition format 0.0.4). */
export function renderOwncastMetrics(figures: OwncastFigures): string {
  const labels = `{host="${escapeLabel(figures.host)}",version="${escapeLabel(figures.version)}"}`;
  const gauge = (name: string, help: string, value: number): string =>
    `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name}${labels} ${value}\n`;
  return [
    gauge('owncast_instance_active_viewer_count', 'Viewers now.', figures.viewerCount),
    gauge('owncast_instance_active_chat_client_count', 'Connections to the chat.', figures.chatClientCount),
    gauge('owncast_instance_total_chat_users', 'Users of the chat so far.', figures.chatUserCount),
    gauge('owncast_instance_current_chat_message_count', 'Messages of the chat.', figures.chatMessageCount),
    gauge(
      'owncast_instance_playback_error_count',
      'Stalls and failures that players reported.',
      figures.playbackErrorCount,
    ),
    gauge('owncast_instance_cpu_usage', 'Processor in use, in percent.', figures.cpuPercent),
    gauge('total_chat_message_count', 'Messages of the chat so far.', figures.chatMessageCount),
  ].join('');
}

function escapeLabel(text: string): string {
  return text.replaceAll(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}
