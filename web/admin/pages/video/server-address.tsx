import { CopyButton } from '../../kit/copy.tsx';

/** Where encoders send to, to be copied. */
export function ServerAddress({ port }: { readonly port: number }) {
  const address = `rtmp://${location.hostname}:${port}/live`;
  return (
    <span class="secret">
      <code>{address}</code>
      <CopyButton text={address} what="server address" />
    </span>
  );
}
