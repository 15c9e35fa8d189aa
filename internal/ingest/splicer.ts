import {
  sameAudioConfig,
  sameLayers,
  sameVideoConfig,
  type AudioPacket,
  type DiscontinuityReason,
  type LayerPacket,
  type MediaItem,
  type MediaPacket,
  type TrackConfig,
  type VideoLayer,
  type VideoPacket,
} from '../media/packet.ts';

/** Sound kept while a key frame is waited for, so that it starts together with the picture. */
const MAX_HELD_AUDIO = 64;
/** The same for other sizes of the picture, whose key frames may come a little before the main one's. */
const MAX_HELD_LAYER_PACKETS = 64;
/** Sound from this long before the key frame still belongs to it. */
const AUDIO_LEAD_MS = 100;

/**
 * Puts packets on the bus in an order that every consumer can start from: `discontinuity`, then `config` where codec data changed, then a
 * key frame (or the first sound, when there is no picture). What can be decoded meanwhile passes; what cannot is dropped.
 */
export class Splicer {
  readonly #emit: (item: MediaItem) => void;
  #sent: TrackConfig | null = null;
  #next: TrackConfig = { video: null, audio: null };
  #sentLayers: readonly VideoLayer[] = [];
  #nextLayers: readonly VideoLayer[] = [];
  #heldLayers: LayerPacket[] = [];
  #reason: DiscontinuityReason | null = null;
  #holdsVideo = true;
  #holdsAudio = true;
  #heldAudio: AudioPacket[] = [];

  constructor(needs: { emit: (item: MediaItem) => void }) {
    this.#emit = needs.emit;
  }

  /** The tracks as last put on the bus; null before the first packet. */
  get sentTracks(): TrackConfig | null {
    return this.#sent;
  }

  /** The codec data of the packets that follow. Repeats of what is already there change nothing. */
  setTracks(tracks: TrackConfig, layers: readonly VideoLayer[] = []): void {
    const isVideoChanged = !sameVideoConfig(this.#next.video, tracks.video) || !sameLayers(this.#nextLayers, layers);
    const isAudioChanged = !sameAudioConfig(this.#next.audio, tracks.audio);
    this.#next = tracks;
    this.#nextLayers = layers;
    if (this.#sent === null || (!isVideoChanged && !isAudioChanged)) return;
    this.#reason ??= 'codec-change';
    this.#holdsVideo ||= isVideoChanged;
    this.#holdsAudio ||= isAudioChanged;
    if (isAudioChanged) this.#heldAudio = [];
  }

  /** The packets that follow do not continue those before. */
  interrupt(reason: DiscontinuityReason): void {
    if (this.#sent === null) return;
    if (this.#reason !== 'encoder-returned') this.#reason = reason;
    this.#holdsVideo = true;
    this.#holdsAudio = true;
    this.#heldAudio = [];
  }

  push(packet: MediaPacket): void {
    const isPending = this.#sent === null || this.#reason !== null;
    if (isPending && this.#canStartWith(packet)) this.#splice(packet);
    else if (packet.kind === 'video') this.#pass(packet);
    else this.#passAudio(packet);
  }

  /** Takes a picture of another size: it passes as soon as the main picture does. */
  pushLayer(item: LayerPacket): void {
    if (this.#sent !== null && this.#reason === null) return this.#emit(item);
    this.#heldLayers.push(item);
    if (this.#heldLayers.length > MAX_HELD_LAYER_PACKETS) this.#heldLayers.shift();
  }

  #canStartWith(packet: MediaPacket): boolean {
    return this.#next.video === null ? packet.kind === 'audio' : packet.kind === 'video' && packet.isKey;
  }

  #pass(packet: VideoPacket): void {
    if (!this.#holdsVideo) this.#emit(packet);
  }

  #passAudio(packet: AudioPacket): void {
    if (!this.#holdsAudio) return this.#emit(packet);
    this.#heldAudio.push(packet);
    if (this.#heldAudio.length > MAX_HELD_AUDIO) this.#heldAudio.shift();
  }

  #splice(packet: MediaPacket): void {
    const atMs = packet.kind === 'video' ? packet.dtsMs : packet.ptsMs;
    const isChanged =
      this.#sent === null ||
      !sameVideoConfig(this.#sent.video, this.#next.video) ||
      !sameAudioConfig(this.#sent.audio, this.#next.audio) ||
      !sameLayers(this.#sentLayers, this.#nextLayers);
    if (this.#sent !== null && this.#reason !== null) this.#emit({ kind: 'discontinuity', reason: this.#reason, atMs });
    this.#sent = this.#next;
    this.#sentLayers = this.#nextLayers;
    if (isChanged) this.#emit({ kind: 'config', tracks: this.#next, layers: this.#nextLayers });
    this.#reason = null;
    this.#emit(packet);
    const held = this.#holdsAudio ? this.#heldAudio : [];
    this.#holdsVideo = false;
    this.#holdsAudio = false;
    this.#heldAudio = [];
    for (const audio of held) if (audio.ptsMs >= atMs - AUDIO_LEAD_MS) this.#emit(audio);
    for (const layer of this.#heldLayers.splice(0)) if (layer.packet.dtsMs >= atMs - AUDIO_LEAD_MS) this.#emit(layer);
  }
}
