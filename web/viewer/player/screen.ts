import { type ReadonlySignal, signal } from '@preact/signals';

/** What theatre changes is the whole page. */
interface TheatreLayout {
  readonly isTheatre: ReadonlySignal<boolean>;
  setTheatre(isTheatre: boolean): void;
}

/** iPhones offer full screen for the video element alone, under an older name. */
interface AppleVideo extends HTMLVideoElement {
  webkitEnterFullscreen?: () => void;
}

/** Full screen, theatre and picture in picture: where the picture is shown. */
export class Screen {
  readonly fullScreen = signal(false);
  readonly pictureInPicture = signal(false);
  readonly #root: HTMLElement;
  readonly #layout: TheatreLayout;
  #video: AppleVideo | null = null;

  constructor(needs: { readonly root: HTMLElement; readonly layout: TheatreLayout }) {
    const { root } = needs;
    this.#root = root;
    this.#layout = needs.layout;
    document.addEventListener('fullscreenchange', () => {
      this.fullScreen.value = document.fullscreenElement === root;
    });
  }

  attach(video: HTMLVideoElement): void {
    this.#video = video;
    video.addEventListener('enterpictureinpicture', () => (this.pictureInPicture.value = true));
    video.addEventListener('leavepictureinpicture', () => (this.pictureInPicture.value = false));
  }

  get theatre(): ReadonlySignal<boolean> {
    return this.#layout.isTheatre;
  }

  get canPictureInPicture(): boolean {
    return document.pictureInPictureEnabled === true;
  }

  async toggleFullScreen(): Promise<void> {
    try {
      if (document.fullscreenElement) await document.exitFullscreen();
      else if (this.#root.requestFullscreen) await this.#root.requestFullscreen({ navigationUI: 'hide' });
      else this.#video?.webkitEnterFullscreen?.();
    } catch {
      // The browser or an embedding page forbids it: the picture stays where it is.
    }
  }

  toggleTheatre(): void {
    this.#layout.setTheatre(!this.theatre.peek());
  }

  async togglePictureInPicture(): Promise<void> {
    try {
      if (document.pictureInPictureElement) await document.exitPictureInPicture();
      else await this.#video?.requestPictureInPicture();
    } catch {
      // No picture yet, or not allowed here.
    }
  }
}
