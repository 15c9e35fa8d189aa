/** A small set to choose from; whatever the keyboard has can be typed besides. Symbol, then words to find it by. */
const written = `
😀 grin smile|😂 joy laugh tears|🤣 rolling laugh|😊 blush smile|😍 heart eyes love|🥰 love hearts|😘 kiss|😎 cool sunglasses|🤔 think hmm|🤨 doubt eyebrow
🙄 roll eyes|😏 smirk|😴 sleep tired|😭 cry sob|😢 sad tear|😡 angry|😱 scream shock|😳 flushed|🥺 please plead|😅 sweat relief
🤯 mind blown|🥳 party birthday|😇 angel|🤗 hug|🫠 melt|🤷 shrug|🤦 facepalm|🙈 monkey shy|💀 skull dead|👻 ghost
👍 thumbs up yes|👎 thumbs down no|👏 clap applause|🙌 hooray hands|🙏 thanks please|👋 wave hello bye|🤝 handshake|💪 strong|✌️ peace|🤞 luck fingers crossed
👀 eyes look|🧠 brain|❤️ heart love|🧡 orange heart|💛 yellow heart|💚 green heart|💙 blue heart|💜 purple heart|🖤 black heart|💔 broken heart
🔥 fire hot|✨ sparkles|⭐ star|🌈 rainbow|☀️ sun|🌙 moon night|⚡ lightning|❄️ snow|🌊 wave sea|🌸 blossom flower
🎉 party tada|🎂 cake birthday|🎁 gift present|🎮 game|🎵 music note|🎶 music|🎤 microphone sing|🎧 headphones|🎬 film|📷 camera
☕ coffee|🍺 beer|🍿 popcorn|🍕 pizza|🍰 cake|🐱 cat|🐶 dog|🦊 fox|🐸 frog|🚀 rocket
🏆 trophy win|⚽ football|🚂 train|✅ check yes|❌ cross no|❓ question|❗ exclamation|💯 hundred|💤 sleep|🫡 salute`;

export interface UnicodeEmoji {
  readonly symbol: string;
  readonly words: string;
}

export const symbols: readonly UnicodeEmoji[] = written
  .trim()
  .split(/[|\n]/)
  .map((entry) => {
    const at = entry.indexOf(' ');
    return { symbol: entry.slice(0, at), words: entry.slice(at + 1) };
  });
