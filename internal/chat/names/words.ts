/** Words that made-up names are of: friendly, short, and harmless beside any other of the other list. */
export const firstWords: readonly string[] = words(`
  agile airy amber ample apricot aqua autumn azure balmy beaming blithe blooming bold bouncy brave breezy bright brisk bubbly bustling
  calm candid caring cheerful cherry chirpy clever cosmic cosy cordial crimson crisp curious dainty dancing dapper daring dashing dazzling
  diligent dreamy eager earnest easy electric emerald epic fabled faithful famous fearless festive fluffy flying friendly frosty gallant
  gentle giddy glad gleaming glowing golden graceful grand grateful happy hardy hearty helpful honest hopeful humble indigo ivory jaunty
  jolly jovial joyful keen kind leafy lilac lively loyal lucky lunar magic maple marble mellow merry mighty mindful minty misty modest
  musical neat nifty nimble noble northern olive opal orange patient peaceful peachy pearly playful pleasant plucky polite proud quick
  quiet quirky radiant rapid restful rosy royal ruby sandy sapphire scarlet serene shiny silent silver sincere skilful smart smiling snowy
  soaring solar spirited splendid spring steady stellar sturdy summer sunny swift tender thoughtful thrifty tidy tranquil trusty
  twinkling upbeat velvet vibrant violet vivid warm wandering whimsical winter wise witty wonder zesty
`);

export const secondWords: readonly string[] = words(`
  acorn alpaca anchor antelope apple arrow aspen aurora badger balloon bamboo banjo beacon beetle bicycle birch biscuit bison bluebird
  bonfire breeze brook buffalo bunting butterfly cactus camera candle canoe canyon caribou carousel castle cedar cello chestnut chipmunk
  clarinet cliff cloud clover comet compass coral cottage coyote crane crayon cricket crocus dahlia daisy delta dolphin dragonfly drum
  eagle echo ember falcon feather fern ferret fiddle finch firefly fjord flamingo flute forest fountain foxglove galaxy garden gazelle
  gecko geyser glacier glider goldfinch guitar harbour harp hazel hedgehog heron hickory hill horizon hummingbird iguana iris island
  jaguar jasmine juniper kestrel kettle kite koala lagoon lantern lark lavender lemon lemur library lighthouse lily linden llama lotus
  lynx magnolia magpie mango maple marigold marmot meadow melon meteor mongoose moon moose mountain muffin nebula nightingale oak oasis
  ocean orchard orchid oriole osprey otter owl paddle panda parrot peach pebble pelican penguin piano pigeon pine pinwheel planet plum
  pony poppy prairie puffin puzzle quail quartz quill rabbit raccoon rainbow raven reef river robin rocket sailor salmon sandpiper seal
  sequoia shell skylark sparrow spruce squirrel starling stream sundial sunflower swallow swan teapot thistle thunder tiger toucan trumpet
  tulip tundra turtle valley violin walnut walrus waterfall whale willow windmill wombat wren yak zebra zephyr
`);

function words(list: string): string[] {
  return list.trim().split(/\s+/);
}
