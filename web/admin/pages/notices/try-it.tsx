import { Action } from '../../kit/action.tsx';
import { useStudio } from '../../studio.ts';
import { faultOf } from '../../studio-api.ts';

export type Way = 'push' | 'discord' | 'mail' | 'hook';

/** Sends a test by one way, and says how that went. Settings have to be saved for it. */
export function TryIt(props: {
  readonly way: Way;
  readonly id?: number;
  readonly label: string;
  readonly onTried?: () => void;
}) {
  const { api, notes } = useStudio();
  const { way, id } = props;
  const test = async (): Promise<void> => {
    const body = id === undefined ? { way } : { way, id };
    const reply = await api.call('POST /api/admin/notifications/test', { body });
    const fault = faultOf(reply);
    notes.tell(fault === null ? 'good' : 'bad', fault ?? 'The test was taken. Look whether it is there.');
    props.onTried?.();
  };
  return (
    <Action isSmall busy="Sending…" onPress={test}>
      {props.label}
    </Action>
  );
}
