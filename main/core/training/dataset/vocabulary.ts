/** Things that pictures often show: what a caption is proposed from, and what kinds are told apart by. */
export const vocabulary: readonly string[] = `
apple banana orange lemon grape strawberry cherry peach pear pineapple watermelon tomato
carrot corn potato mushroom onion pepper bread cheese egg pizza burger sandwich noodle rice
sushi cake cupcake cookie donut chocolate candy lollipop honey milk coffee tea cup bottle
glass wine beer bowl plate spoon fork knife cat dog puppy kitten lion tiger bear panda fox
wolf rabbit mouse hamster squirrel horse pony cow pig sheep goat deer camel elephant giraffe
zebra monkey gorilla koala kangaroo bat frog turtle snake lizard crocodile dragon dinosaur
unicorn chicken chick duck goose swan owl eagle parrot penguin bird peacock fish shark whale
dolphin octopus crab lobster shrimp snail butterfly bee ant spider ladybug worm flower rose
tulip sunflower blossom cactus tree palm pine leaf herb grass seedling clover mountain
volcano island beach desert forest river lake sea wave sun moon star cloud rain snow
snowflake snowman lightning rainbow fire water drop wind umbrella globe planet rocket comet
house home building castle church temple school hospital bank hotel factory tower bridge
tent fountain city street garden park room door window chair couch bed table lamp bulb
candle clock watch mirror bathtub toilet key lock car bus truck taxi van train tram metro
bicycle scooter motorcycle airplane plane helicopter ship boat sailboat canoe anchor tractor
ambulance wheel road sign man woman boy girl baby child person people family face smile eye
nose mouth ear hand foot hair beard king queen princess prince wizard witch fairy elf
vampire zombie ghost alien robot skull angel clown ninja pirate police doctor nurse teacher
farmer cook artist astronaut soldier knight hat crown cap helmet shirt dress jacket coat
trousers jeans skirt shoe boot sandal sock glove scarf tie bag backpack purse ring necklace
glasses sunglasses ball football basketball baseball tennis trophy medal target game dice
puzzle doll teddy balloon gift ribbon kite guitar piano violin drum trumpet microphone radio
headphones music book newspaper letter envelope pencil pen brush paint palette scissors
ruler paper box folder calendar map flag camera phone computer laptop keyboard screen
printer television battery plug hammer wrench screwdriver saw axe sword shield bow arrow
bomb magnet microscope telescope needle pill bandage money coin diamond gem heart cross
circle square triangle spiral
`
  .trim()
  .split(/\s+/);
