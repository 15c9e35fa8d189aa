import { signal } from '@preact/signals';

/** iPhones offer full screen for the video element alone, under an older name. */
interface AppleVideo extends HTMLVideoElement {
  webkitEnterFullscreen?: () => void;
}

/** Full screen, theatre and picture in picture: where the picture is shown. */
export class Screen {
  readonly fullScreen = signal(false);
  readonly theatre = signal(false);
  readonly pictureInPicture = signal(false);
  readonly #root: HTMLElement;
  #video: AppleVideo | null = null;

  constructor(root: HTMLElement) {
    this.#root = root;
    document.addEventListener('fullscreenchange', () => {
      this.fullScreen.value = document.fullscreenElement === root;
    });
  }

  attach(video: HTMLVideoElement): void {
    this.#video = video;
    video.addEventListener('enterpictureinpicture', () => (this.pictureInPicture.value = true));
    video.addEventListener('leavepictureinpicture', () => (this.pictureInPicture.value = false));
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
    this.theatre.value = !this.theatre.value;
    document.documentElement.toggleAttribute('data-theatre', this.theatre.value);
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
