"""Invented Chinese names that sound like their bearers' age.

Surnames by about their share of the nation (in tenths of a percent); given names from the
characters in fashion when the bearer was born.
"""

from random import Random

_SURNAMES = (
    "王73李72张68刘54陈45杨31赵23黄22周21吴20徐17孙15胡13朱13高12林12何12郭11马10罗9梁8宋8郑8谢7韩7唐7冯6"
    "于6董6萧5程5曹5袁5邓5许5傅5沈5曾5彭5吕4苏4卢4蒋4蔡4贾4丁4魏4薛4叶4阎4余3潘3杜3戴3夏3钟3汪3田3任3姜3"
    "范3方3石3姚3谭3廖3邹3熊3金3陆3郝3孔2白2崔2康2毛2邱2秦2江2史2顾2侯2邵2孟2龙2万2段2雷2钱2汤2尹2黎2易2"
    "常2武2乔2贺2赖2龚2文2庞1樊1兰1殷1施1陶1洪1翟1安1颜1倪1严1牛1温1芦1季1俞1章1鲁1葛1伍1韦1申1尤1毕1"
    "聂1焦1向1柳1邢1路1岳1齐1梅1莫1庄1辛1管1祝1左1涂1谷1祁1时1舒1耿1牟1卜1詹1关1苗1凌1费1纪1欧1甄1项1"
)

# Born before 1960, 1960-1979, 1980-1999, since 2000: (first characters, second or only characters).
_MEN = (
    ("国建德志永明文玉金福家宝兴长广世仁春荣", "民华生林根祥发富贵清海山平良才龙田元庆"),
    ("建国志文卫永海晓新爱红光春立宏俊金伟", "军强平明华伟东勇斌峰杰辉民林波刚清涛"),
    ("俊志晓文建海少鹏家振思天立嘉永宇子明", "伟磊强超杰涛鹏浩波斌飞鑫凯宇辉亮龙峰"),
    ("子浩宇梓俊奕思嘉天一沐泽明睿皓家博晨", "轩涵睿宸泽豪然博杰霖辰阳航晨文熙铭昊"),
)
_WOMEN = (
    ("秀桂玉淑凤兰素美月金翠惠菊巧彩银爱香", "英兰珍芳华凤云梅莲娥琴妹珠花仙娣宝芬"),
    ("丽秀晓红海建玉淑春雪爱艳亚美文小慧金", "芳敏丽娟艳霞萍红英玲华燕梅静琴云凤珍"),
    ("晓思雅婷文佳静丽海雨慧嘉欣小梦莉亚春", "婷静丽娜敏燕莉玲洁雪丹倩颖欣琳慧佳萍"),
    ("梓雨欣诗思可一语雅子若佳依紫嘉芷沐心", "涵萱怡彤琪轩桐妍瑶宁溪晨玥菲桐悦琳雯"),
)
_FROM_YEAR = (1960, 1980, 2000)
_ONE_CHARACTER = (0.22, 0.38, 0.30, 0.10)


def _spread(text: str) -> tuple[str, ...]:
    """Repeat each surname as often as its weight, so that one draw is one look-up."""
    names: list[str] = []
    surname, digits = "", ""
    for mark in f"{text}王":
        if mark.isdigit():
            digits += mark
            continue
        names += [surname] * int(digits or 0)
        surname, digits = mark, ""
    return tuple(names)


SURNAMES = _spread(_SURNAMES)


def surname(rng: Random) -> str:
    """One surname, as frequent as in the nation."""
    return SURNAMES[int(rng.random() * len(SURNAMES))]


def given_name(rng: Random, *, man: bool, year: int) -> str:
    """One or two characters in the fashion of the year of birth."""
    cohort = sum(year >= start for start in _FROM_YEAR)
    first, second = (_MEN if man else _WOMEN)[cohort]
    last = second[int(rng.random() * len(second))]
    if rng.random() < _ONE_CHARACTER[cohort]:
        return last
    return first[int(rng.random() * len(first))] + last
