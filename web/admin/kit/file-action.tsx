import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Action } from './action.tsx';

/** A button that asks for a file of this device, and says so while it is on its way. */
export function FileAction(props: {
  readonly children: ComponentChildren;
  /** As a file field takes it, such as `image/*`. */
  readonly accept: string;
  readonly busy: string;
  readonly unless?: string | false | null;
  readonly onChoose: (file: File) => Promise<unknown>;
}) {
  const field = useRef<HTMLInputElement>(null);
  const [isBusy, setBusy] = useState(false);
  const choose = async (file: File): Promise<void> => {
    setBusy(true);
    try {
      await props.onChoose(file);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <input
        ref={field}
        type="file"
        accept={props.accept}
        hidden
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file !== undefined) void choose(file);
          event.currentTarget.value = '';
        }}
      />
      <Action
        onPress={() => field.current?.click()}
        unless={(isBusy && 'A file is on its way.') || props.unless || null}
      >
        {isBusy ? props.busy : props.children}
      </Action>
    </>
  );
}
