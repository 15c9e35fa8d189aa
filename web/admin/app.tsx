import { useEffect, useRef } from 'preact/hooks';
import { welcomePath } from './first-run.ts';
import { NotesView } from './frame/notes-view.tsx';
import { PageView } from './frame/page-view.tsx';
import { Palette } from './frame/palette.tsx';
import { QuestionDialog } from './frame/question-dialog.tsx';
import { Rail } from './frame/rail.tsx';
import { SignIn, SignInAgain } from './frame/sign-in.tsx';
import { Strip } from './frame/strip.tsx';
import { Action } from './kit/action.tsx';
import { Busy, Fault } from './kit/blocks.tsx';
import { Link } from './kit/link.tsx';
import type { PageEntry } from './pages.ts';
import { SaveBar } from './settings/save-bar.tsx';
import { type Studio, StudioProvider, useStudio } from './studio.ts';

/** Looks at everything anew when somebody is back after their session had ended. */
function useReturn(studio: Studio): void {
  const session = studio.api.session.value;
  const before = useRef(session);
  useEffect(() => {
    if (before.current === 'ended' && session === 'in') void studio.lookAgain();
    before.current = session;
  }, [session]);
}

function Frame({ pages }: { readonly pages: readonly PageEntry[] }) {
  const studio = useStudio();
  useEffect(() => {
    void studio.settings.load();
    void studio.firstRun.load();
    return studio.station.start();
  }, []);
  useReturn(studio);
  const { railOpen } = studio;
  return (
    <div class="frame">
      <a
        class="skip"
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('content')?.focus();
        }}
      >
        Skip to the page
      </a>
      <Rail pages={pages} />
      {railOpen.value && <div class="rail-shade" onClick={() => (railOpen.value = false)} />}
      <div class="stage">
        <Strip />
        <main id="content" tabIndex={-1}>
          <div class={`page page-${studio.router.page.value}`}>
            <Unfinished />
            <PageView pages={pages} />
          </div>
        </main>
        <div class="foot">
          <NotesView />
          <SaveBar />
        </div>
      </div>
      {studio.paletteOpen.value && <Palette pages={pages} />}
      <QuestionDialog />
    </div>
  );
}

/** While the first steps are not done, every page knows the way back to them. */
function Unfinished() {
  const { firstRun, router } = useStudio();
  if (!firstRun.isUnfinished.value || router.page.value === welcomePath) return null;
  return (
    <div class="unfinished">
      <p>The first steps with your channel are not done yet.</p>
      <Link to={welcomePath}>Go on with them</Link>
    </div>
  );
}

function Gate({ pages }: { readonly pages: readonly PageEntry[] }) {
  const { api } = useStudio();
  switch (api.session.value) {
    case 'unknown':
      return <Busy words="Opening the studio…" />;
    case 'unreachable':
      return (
        <div class="gate">
          <Fault text="The server does not answer. See whether it runs, and try again.">
            <Action onPress={() => api.readSession()} busy="Trying…">
              Try again
            </Action>
          </Fault>
        </div>
      );
    case 'out':
      return <SignIn />;
    // The page stays as it is beneath the way in, with all that stands in its fields.
    case 'in':
    case 'ended':
      return (
        <>
          <Frame pages={pages} />
          {api.session.value === 'ended' && <SignInAgain />}
        </>
      );
  }
}

/** The whole studio. */
export function App({ studio, pages }: { readonly studio: Studio; readonly pages: readonly PageEntry[] }) {
  return (
    <StudioProvider value={studio}>
      <Gate pages={pages} />
    </StudioProvider>
  );
}
