import { useState } from 'preact/hooks';
import { Action } from '../../kit/action.tsx';
import { Section } from '../../kit/blocks.tsx';
import { LineField } from '../../kit/fields.tsx';
import { faultOf } from '../../studio-api.ts';
import { useStudio } from '../../studio.ts';

const shortest = 8;

/** A new password for the studio. */
export function Password() {
  const { api, notes } = useStudio();
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [fault, setFault] = useState<{ readonly field: 'password' | 'again'; readonly text: string } | null>(null);
  const change = async (): Promise<void> => {
    if (password.length < shortest)
      return setFault({
        field: 'password',
        text: `A password has at least ${shortest} characters; this one has ${password.length}.`,
      });
    if (password !== again) return setFault({ field: 'again', text: 'The two are not the same. Type both again.' });
    const reply = await api.call('POST /api/admin/config/adminpass', { body: { value: password } });
    const problem = faultOf(reply);
    if (problem !== null) return setFault({ field: 'password', text: problem });
    setPassword('');
    setAgain('');
    notes.tell('good', reply.kind === 'answered' ? reply.body.message : '');
  };
  const faultAt = (field: 'password' | 'again') => (fault?.field === field ? fault.text : null);
  return (
    <Section
      title="Password of the studio"
      text="Bots and apps that sign in with it need the new one, too. Every other session ends."
    >
      <LineField
        label="New password"
        type="password"
        max={200}
        value={password}
        fault={faultAt('password')}
        onWrite={(text) => {
          setPassword(text);
          setFault(null);
        }}
      />
      <LineField
        label="The same once more"
        type="password"
        max={200}
        value={again}
        fault={faultAt('again')}
        onWrite={(text) => {
          setAgain(text);
          setFault(null);
        }}
      />
      <div>
        <Action onPress={change} busy="Changing it…">
          Change the password
        </Action>
      </div>
    </Section>
  );
}
