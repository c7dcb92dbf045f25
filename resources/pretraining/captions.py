"""Words for pictures: names, colours, styles and the many ways people write them."""

from __future__ import annotations

import random
import re

import numpy as np

# Hue in 0..1 of the colours a hue turn can reach, and the words for all colours.
HUES = {"red": 0.985, "orange": 0.075, "yellow": 0.14, "green": 0.33, "cyan": 0.5, "blue": 0.60, "purple": 0.76, "pink": 0.91}
CHINESE = {
    "red": "红色", "orange": "橙色", "yellow": "黄色", "green": "绿色", "cyan": "青色", "blue": "蓝色", "purple": "紫色",
    "pink": "粉色", "brown": "棕色", "black": "黑色", "white": "白色", "gray": "灰色",
}
INKS = {
    "red": (220, 40, 40), "orange": (245, 140, 30), "yellow": (245, 205, 40), "green": (50, 165, 70), "cyan": (40, 190, 200),
    "blue": (45, 100, 225), "purple": (135, 70, 200), "pink": (240, 110, 175), "brown": (130, 80, 45), "black": (15, 15, 15),
    "white": (255, 255, 255), "gray": (130, 130, 130),
}
COLOUR_WORDS = re.compile(r"\b(red|orange|yellow|green|cyan|teal|blue|purple|violet|pink|brown|black|white|gr[ae]y|golden)\b ?", re.I)

STYLES = {
    "3d": ("3d", "3d emoji", "3d icon", "3d render", "glossy 3d"), "color": ("gradient", "gradient emoji", "gradient icon"),
    "flat": ("flat", "flat icon", "flat emoji", "flat design"), "noto": ("noto emoji", "emoji"), "blob": ("blob emoji", "blob"),
    "flag": ("flag",), "pixel": ("pixel art", "pixel", "8-bit"), "lineart": ("line art", "line drawing"),
    "outline": ("outline", "outline icon", "line icon"), "filled": ("filled", "solid icon", "glyph"), "duotone": ("duotone", "two-tone icon"),
    "thin": ("thin", "thin line icon"), "bold": ("bold", "bold outline icon"),
}
CHINESE_STYLES = {"3d": "3D", "color": "渐变", "flat": "扁平", "pixel": "像素", "outline": "线条", "filled": "实心"}

# Everyday words for official emoji names.  Synonyms only; nothing that changes the picture.
ALIASES = {
    "automobile": ["car", "car"], "oncoming automobile": ["car from the front"], "sport utility vehicle": ["suv", "car"],
    "hot beverage": ["coffee", "cup of coffee", "tea"], "teacup without handle": ["cup of tea", "tea"], "houses": ["village"],
    "pistol": ["water pistol"], "soccer ball": ["football", "ball"], "shortcake": ["cake", "strawberry cake"],
    "cooked rice": ["rice", "bowl of rice"], "steaming bowl": ["noodles", "ramen"], "high-heeled shoe": ["high heel"],
    "running shoe": ["sneaker", "shoe"], "man's shoe": ["shoe"], "t-shirt": ["shirt"], "woman's hat": ["hat"], "top hat": ["hat"],
    "laptop": ["computer", "notebook computer"], "desktop computer": ["computer", "monitor"], "mobile phone": ["phone", "smartphone"],
    "light bulb": ["lamp", "bulb"], "evergreen tree": ["fir tree", "pine tree"], "deciduous tree": ["tree"], "palm tree": ["palm"],
    "four leaf clover": ["clover"], "rosette": ["rosette flower"], "tulip": ["flower"], "blossom": ["flower"],
    "glowing star": ["shining star"], "sun": ["sunshine"], "sun with face": ["smiling sun"], "crescent moon": ["moon"],
    "globe showing europe-africa": ["earth", "planet earth", "globe"], "globe showing americas": ["earth", "globe"],
    "ringed planet": ["planet", "saturn"], "flying saucer": ["ufo"], "sailboat": ["boat", "sailing boat"], "bicycle": ["bike"],
    "locomotive": ["train", "steam train"], "high-speed train": ["train"], "airplane": ["plane", "aeroplane"],
    "wrapped gift": ["gift", "present"], "birthday cake": ["cake"], "spouting whale": ["whale"], "house with garden": ["house and garden"],
    "grinning face": ["smiley", "happy face", "smiling face"], "slightly smiling face": ["smile", "smiling face"],
    "beaming face with smiling eyes": ["happy face"], "crying face": ["sad face"], "pouting face": ["angry face"],
    "face with tears of joy": ["laughing face"], "smiling face with heart-eyes": ["face in love", "heart eyes"],
    "smiling face with sunglasses": ["cool face"], "pile of poo": ["poop"], "skull": ["human skull"], "gem stone": ["diamond", "gem"],
    "open book": ["book"], "hamburger": ["burger"], "french fries": ["fries"], "bread": ["loaf of bread"], "soft ice cream": ["ice cream"],
    "lady beetle": ["ladybug", "ladybird"], "honeybee": ["bee"], "cat": ["cat sitting"], "t-rex": ["dinosaur"], "sauropod": ["dinosaur"],
    "maple leaf": ["autumn leaf"], "bouquet": ["bunch of flowers"], "guitar": ["electric guitar"], "key": ["metal key"],
}
# The same in Chinese, by official English name: official Chinese names are often longer than what people say.
CHINESE_ALIASES = {
    "automobile": ["车", "小汽车", "轿车"], "cat face": ["猫", "小猫", "猫咪"], "cat": ["猫"], "dog face": ["狗", "小狗"], "dog": ["狗"],
    "deciduous tree": ["树", "大树"], "evergreen tree": ["松树", "树"], "star": ["五角星", "星"], "glowing star": ["星星"], "house": ["屋子", "房屋"],
    "fire": ["火"], "red heart": ["心", "爱心", "红色的心"], "blue heart": ["蓝色的心"], "green heart": ["绿色的心"], "yellow heart": ["黄色的心"],
    "purple heart": ["紫色的心"], "cow face": ["牛", "奶牛"], "pig face": ["猪", "小猪"], "monkey face": ["猴子"], "horse face": ["马"],
    "rabbit face": ["兔子", "小兔子"], "mouse face": ["老鼠"], "tiger": ["虎"], "lion": ["狮子头"], "bird": ["小鸟"], "fish": ["小鱼"], "duck": ["鸭"],
    "crab": ["螃蟹"], "bear": ["小熊", "狗熊"], "elephant": ["象"], "peach": ["桃子"], "pear": ["梨子"], "egg": ["鸡蛋"], "tangerine": ["桔子"],
    "tomato": ["番茄"], "hamburger": ["汉堡包"], "pizza": ["比萨", "披萨饼"], "cheese wedge": ["奶酪"], "hot beverage": ["咖啡", "茶", "一杯咖啡"],
    "birthday cake": ["蛋糕"], "shortcake": ["蛋糕"], "doughnut": ["甜圈"], "ice cream": ["冰激凌"], "soft ice cream": ["冰淇淋"], "cookie": ["曲奇"],
    "airplane": ["客机"], "bus": ["公共汽车", "大巴", "巴士"], "bicycle": ["单车"], "locomotive": ["火车", "蒸汽机车"], "sailboat": ["船", "小船"],
    "ship": ["轮船"], "crescent moon": ["月亮", "月牙"], "cloud": ["云朵", "白云"], "snowman": ["雪人"], "mountain": ["高山"], "castle": ["城堡"],
    "rose": ["玫瑰花", "红玫瑰"], "tulip": ["花", "花朵"], "blossom": ["花", "花朵"], "sunflower": ["太阳花"], "open book": ["书", "书本"], "closed book": ["书"],
    "mobile phone": ["电话", "智能手机"], "laptop": ["电脑", "笔记本"], "light bulb": ["灯", "电灯泡"], "camera": ["照相机"], "umbrella": ["雨伞"],
    "t-shirt": ["衬衫", "短袖"], "dress": ["裙子"], "top hat": ["帽子"], "crown": ["王冠"], "gem stone": ["钻石"], "skull": ["骷髅", "骷髅头"],
    "ghost": ["幽灵"], "alien": ["外星人头"], "soccer ball": ["球"], "wrapped gift": ["礼品"], "backpack": ["背包"], "guitar": ["电吉他"],
    "grinning face": ["笑脸"], "smiling face with sunglasses": ["戴墨镜的笑脸", "墨镜"], "crying face": ["哭脸"], "clown face": ["小丑"],
    "unicorn": ["独角兽头"], "t-rex": ["恐龙"], "sauropod": ["恐龙"], "drum": ["大鼓"], "honeybee": ["小蜜蜂"], "whale": ["鲸"],
}
FACES = ("cat", "dog", "bear", "wolf", "fox", "tiger", "lion", "cow", "pig", "mouse", "rabbit", "monkey", "horse", "unicorn", "dragon", "frog")


def hsv(rgb: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Hue, saturation and value in 0..1 of an [...,3] array in 0..1."""
    high, low = rgb.max(-1), rgb.min(-1)
    spread = high - low
    safe = np.where(spread > 0, spread, 1)
    r, g, b = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    hue = np.where(high == r, (g - b) / safe % 6, np.where(high == g, (b - r) / safe + 2, (r - g) / safe + 4)) / 6
    return np.where(spread > 0, hue, 0), np.where(high > 0, spread / np.where(high > 0, high, 1), 0), high


def hue_name(hue: float) -> str:
    """Name of a hue in 0..1, by the nearest entry of HUES on the circle."""
    edges = ((0.035, "red"), (0.105, "orange"), (0.19, "yellow"), (0.44, "green"), (0.535, "cyan"), (0.69, "blue"), (0.83, "purple"), (0.93, "pink"))
    return next((name for end, name in edges if hue < end), "red")


def dominant_colour(picture: np.ndarray) -> tuple[str | None, float | None, bool]:
    """Colour name, hue and clarity of one premultiplied [H,W,4] uint8 picture.

    The name is given when at least 55 % of the visible area shares it.  `hue` is the strongest
    one.  `clear` says that turning the pixels near this hue recolours the thing as a whole: a
    good part of the area is strongly coloured, and most of that lies within 36 degrees.
    """
    alpha = picture[..., 3].astype(np.float32) / 255
    seen = alpha > 0.5
    if seen.sum() < 20:
        return None, None, False
    rgb = picture[..., :3][seen].astype(np.float32) / 255 / alpha[seen][:, None]
    hue, saturation, value = hsv(rgb.clip(0, 1))
    coloured = (saturation > 0.35) & (value > 0.25)
    names = np.where(value < 0.22, "black", np.where((saturation < 0.18) & (value > 0.85), "white", np.where(saturation < 0.18, "gray", "")))
    labels = [n or hue_name(h) for n, h in zip(names, hue)]
    labels = ["brown" if n in ("orange", "red", "yellow") and v < 0.62 and s > 0.3 else n for n, v, s in zip(labels, value, saturation)]
    top = max(set(labels), key=labels.count)
    share = labels.count(top) / len(labels)
    mean_hue, clear = None, False
    if coloured.mean() > 0.22:
        counts = np.bincount((hue[coloured] * 36).astype(int) % 36, minlength=36)
        peak = (np.argmax(counts + np.roll(counts, 1) + np.roll(counts, -1)) + 0.5) / 36
        offset = (hue[coloured] - peak + 0.5) % 1 - 0.5
        near = np.abs(offset) < 0.1
        mean_hue = float((peak + offset[near].mean()) % 1)
        clear = bool(near.mean() > 0.55 and near.sum() > 0.18 * len(hue))
    return (top if share > 0.55 else None), mean_hue, clear


def turn_hue_safe(row: dict) -> bool:
    """Whether a recoloured copy makes sense: one clear hue, and not a person, a flag or a sign."""
    return bool(row.get("clear")) and row["group"] not in ("people and body", "flags", "symbols", "smileys and emotion") or (
        bool(row.get("clear")) and row.get("subgroup") == "hearts"
    )


def may_mirror(row: dict) -> bool:
    """Whether left and right mean nothing in a picture: no signs, flags, clocks, letters, pointing hands."""
    return row["group"] not in ("symbols", "flags", "people and body") and row.get("subgroup") not in ("time", "writing", "office supplies") \
        and not re.search(r"left|right|abc|clock|calendar|\bup\b|\bdown\b", row["name"])


def on_background(text: str, colour: str, rng: random.Random) -> str:
    """The caption `text` with the background's colour named, in its language."""
    if re.search("[\u4e00-\u9fff]", text):
        return f"{text}，{CHINESE[colour]}背景"
    return text + rng.choice([" on a {} background", " on {}", ", {} background"]).format(colour)


def without_colour(name: str) -> str:
    return COLOUR_WORDS.sub("", name).strip() or name


def names_of(row: dict) -> list[str]:
    """English names of a record, the official one first."""
    name = row["name"].lower()
    out = [name] + ALIASES.get(name, [])
    if name.endswith(" face") and name[:-5] in FACES:
        out += [name[:-5]]
    elif name in FACES and row.get("subgroup") == "mammals":
        out += [name + " animal"]
    return out


def caption(row: dict, rng: random.Random, *, colour: str | None = None, turned: bool = False, plain: float = 0.6,
            chinese: float = 0.2, style: float = 0.5, tags: float = 0.08) -> str:
    """One random wording.

    colour: word to name (for a recoloured picture the new colour, else the dominant one);
    turned: the picture was recoloured, so the colour must be named and the old one dropped.
    """
    zh = row.get("langs", {}).get("zh")
    if zh and rng.random() < chinese:
        others = CHINESE_ALIASES.get(row["name"].lower())
        name = rng.choice(others) if others and rng.random() < 0.45 else zh[0] if turned or rng.random() < 0.9 else rng.choice(zh)
        if colour and (turned or rng.random() < 0.25):
            name = re.sub("[红橙黄绿青蓝紫粉棕黑白灰]色?的?", "", name) or name
            word = CHINESE[colour] if rng.random() < 0.6 or colour in ("orange", "purple") else CHINESE[colour][0]
            name = word + ("的" if rng.random() < 0.3 and word.endswith("色") else "") + name
        elif rng.random() < 0.12:
            name = "一个" + name
        if row["style"] in CHINESE_STYLES and rng.random() < style * 0.6:
            name = rng.choice([f"{name}，{CHINESE_STYLES[row['style']]}", f"{CHINESE_STYLES[row['style']]}{name}"])
        return name
    names = names_of(row)
    name = names[0] if len(names) == 1 or rng.random() < 0.5 else rng.choice(names[1:])
    if row.get("tags") and not turned and rng.random() < tags:
        some = rng.sample(row["tags"], min(len(row["tags"]), rng.randint(1, 4)))
        name = ", ".join([name] * (rng.random() < 0.6) + some)
        colour = None
    if turned and colour:
        name = f"{colour} {without_colour(name)}"
    elif colour and not COLOUR_WORDS.search(name) and rng.random() < 0.25:
        name = f"{colour} {name}"
    if rng.random() > plain:
        name = ("an " if name[:1] in "aeio" else "a ") + name if rng.random() < 0.75 else f"a picture of {'an' if name[:1] in 'aeio' else 'a'} {name}"
    if rng.random() < style:
        word = rng.choice(STYLES[row["style"]])
        name = f"{name}, {word}" if rng.random() < 0.6 else f"{word} {name}" if rng.random() < 0.6 else f"{name} {word}"
    return name
