"""Code lists of the people ledger: national codes where there are any, and the words in use."""

from collections.abc import Mapping

from wangge.dictionary.shape import CodeList

Codes = Mapping[str, str]

SEX_WORDS: Codes = {
    "男性": "1", "m": "1", "male": "1", "1": "1", "♂": "1",
    "女性": "2", "f": "2", "female": "2", "2": "2", "♀": "2",
}  # fmt: skip

SEXES = CodeList({"1": "男", "2": "女"}, source="GB/T 2261.1-2003 人的性别代码", words=SEX_WORDS)  # fmt: skip
"""Sex (性别), GB/T 2261.1; unknown is left empty."""

ID_TYPE_WORDS: Codes = {
    "身份证": "111", "公民身份证": "111", "二代身份证": "111", "二代证": "111", "户口本": "113",
    "出生证": "117", "出生证明": "117", "护照": "414", "外国护照": "414", "台胞证": "511",
    "港澳通行证": "516", "回乡证": "516", "永久居留证": "553", "其他": "990",
}  # fmt: skip

ID_TYPES = CodeList({
    "111": "居民身份证", "113": "户口簿", "114": "军官证", "117": "出生医学证明",
    "154": "居住证", "414": "普通护照", "511": "台湾居民来往大陆通行证",
    "516": "港澳居民来往内地通行证", "553": "外国人永久居留身份证", "990": "其他证件",
}, source="GA/T 517-2004 常用证件代码", words=ID_TYPE_WORDS)  # fmt: skip
"""Certificates (证件类型), GA/T 517."""

RELATION_WORDS: Codes = {
    "本人": "02", "户主本人": "02", "自己": "02", "家长": "02", "主": "02", "之主": "02",
    "爱人": "10", "夫妻": "10", "老伴": "10", "伴侣": "10",
    "丈夫": "11", "老公": "11", "之夫": "11", "夫亲": "11",
    "妻子": "12", "老婆": "12", "之妻": "12", "媳妇": "12", "太太": "12",
    "儿子": "20", "之子": "20", "儿": "20", "男孩": "20", "小儿子": "29", "幼子": "29",
    "大儿子": "22", "二儿子": "23", "二子": "23", "次男": "23", "长男": "22", "三儿子": "24",
    "独子": "21", "养子": "27", "继子": "27", "婿": "28",
    "女儿": "30", "之女": "30", "闺女": "30", "女孩": "30", "姑娘": "30", "小女儿": "39",
    "幼女": "39", "大女儿": "32", "二女儿": "33", "二女": "33", "三女儿": "34",
    "养女": "37", "继女": "37", "儿媳妇": "38", "媳": "38", "儿媳妇儿": "38",
    "孙": "41", "孙儿": "41", "之孙": "41", "长孙": "41", "孙女儿": "42", "之孙女": "42",
    "外孙": "43", "孙媳": "45", "孙媳妇": "45", "孙女婿": "46", "曾孙": "47", "重孙": "47",
    "重孙子": "47", "曾孙子": "47", "曾孙女": "48", "重孙女": "48",
    "父": "51", "爸爸": "51", "爸": "51", "之父": "51", "父亲母亲": "50",
    "母": "52", "妈妈": "52", "妈": "52", "之母": "52",
    "家公": "53", "家婆": "54", "丈人": "55", "岳丈": "55", "丈母娘": "56", "丈母": "56",
    "养父": "57", "继父": "57", "养母": "58", "继母": "58",
    "爷爷": "61", "奶奶": "62", "外公": "63", "姥爷": "63", "外婆": "64", "姥姥": "64",
    "兄弟": "70", "姐妹": "70", "姊妹": "70", "兄弟姊妹": "70",
    "哥哥": "71", "哥": "71", "之兄": "71", "兄长": "71", "嫂子": "72", "嫂嫂": "72",
    "弟弟": "73", "之弟": "73", "弟妹": "74", "弟媳妇": "74", "姐": "75", "之姐": "75",
    "妹": "77", "之妹": "77", "伯伯": "81", "叔叔": "83", "叔": "83", "婶婶": "84",
    "舅舅": "85", "姨妈": "88", "阿姨": "88", "姑姑": "90", "姑妈": "90",
    "堂兄弟": "91", "堂姐妹": "91", "堂兄": "91", "堂弟": "91", "堂姐": "91", "堂妹": "91",
    "表兄弟": "92", "表姐妹": "92", "表兄": "92", "表弟": "92", "表姐": "92", "表妹": "92",
    "侄儿": "93", "侄": "93", "外甥子": "95", "亲属": "97", "亲戚": "97",
    "非亲": "99", "无": "99", "租客": "99", "房客": "99", "租户": "99", "保姆": "99",
    "同事": "99", "朋友": "99", "同住人": "99", "雇员": "99", "非亲属关系": "99",
}  # fmt: skip

RELATIONS = CodeList({
    "01": "本人", "02": "户主", "10": "配偶", "11": "夫", "12": "妻",
    "20": "子", "21": "独生子", "22": "长子", "23": "次子", "24": "三子", "25": "四子",
    "26": "五子", "27": "养子或继子", "28": "女婿", "29": "其他儿子",
    "30": "女", "31": "独生女", "32": "长女", "33": "次女", "34": "三女", "35": "四女",
    "36": "五女", "37": "养女或继女", "38": "儿媳", "39": "其他女儿",
    "40": "孙子、孙女或外孙子、外孙女", "41": "孙子", "42": "孙女", "43": "外孙子",
    "44": "外孙女", "45": "孙媳妇或外孙媳妇", "46": "孙女婿或外孙女婿",
    "47": "曾孙子或外曾孙子", "48": "曾孙女或外曾孙女",
    "49": "其他孙子、孙女或外孙子、外孙女",
    "50": "父母", "51": "父亲", "52": "母亲", "53": "公公", "54": "婆婆", "55": "岳父",
    "56": "岳母", "57": "继父或养父", "58": "继母或养母", "59": "其他父母关系",
    "60": "祖父母或外祖父母", "61": "祖父", "62": "祖母", "63": "外祖父", "64": "外祖母",
    "65": "配偶的祖父母或外祖父母", "66": "曾祖父", "67": "曾祖母",
    "68": "配偶的曾祖父母或外曾祖父母", "69": "其他祖父母或外祖父母关系",
    "70": "兄弟姐妹", "71": "兄", "72": "嫂", "73": "弟", "74": "弟媳", "75": "姐姐",
    "76": "姐夫", "77": "妹妹", "78": "妹夫", "79": "其他兄弟姐妹",
    "80": "其他", "81": "伯父", "82": "伯母", "83": "叔父", "84": "婶母", "85": "舅父",
    "86": "舅母", "87": "姨父", "88": "姨母", "89": "姑父", "90": "姑母",
    "91": "堂兄弟、堂姐妹", "92": "表兄弟、表姐妹", "93": "侄子", "94": "侄女", "95": "外甥",
    "96": "外甥女", "97": "其他亲属", "99": "非亲属",
}, source="GB/T 4761-2008 家庭关系代码", words=RELATION_WORDS)  # fmt: skip
"""Relation to the head of the household (与户主关系), GB/T 4761-2008."""

HEAD = "02"

SIBLING = "70"

BOTH_SEXES: Mapping[str, tuple[str, str]] = {
    "40": ("孙子或外孙子", "孙女或外孙女"), "50": ("父亲", "母亲"), "70": ("兄弟", "姐妹"),
    "91": ("堂兄弟", "堂姐妹"), "92": ("表兄弟", "表姐妹"),
}  # fmt: skip
"""Relations whose word depends on the person's sex: (man, woman)."""

_ETHNICITY_TEXT = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 "
    "东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 "
    "鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)

_ETHNICITY_NAMES = _ETHNICITY_TEXT.split()

ETHNICITY_WORDS: Codes = {
    **{name: f"{number:02}" for number, name in enumerate(_ETHNICITY_NAMES, 1)},
    "穿青人": "97", "未识别民族": "97", "入籍": "98",
}  # fmt: skip

ETHNICITIES = CodeList({
    **{f"{number:02}": f"{name}族" for number, name in enumerate(_ETHNICITY_NAMES, 1)},
    "97": "其他",
    "98": "外国血统中国籍人士",
}, source="GB/T 3304-1991 中国各民族名称", words=ETHNICITY_WORDS)  # fmt: skip
"""Ethnic groups (民族), GB/T 3304."""

MARITAL_WORDS: Codes = {
    "有配偶": "20", "结婚": "20", "离异": "40", "离": "40", "单身": "10", "未": "10",
    "已": "20", "再": "22", "不详": "90", "未知": "90",
}  # fmt: skip

MARITAL = CodeList({
    "10": "未婚", "20": "已婚", "21": "初婚", "22": "再婚", "23": "复婚", "30": "丧偶",
    "40": "离婚", "90": "未说明",
}, source="GB/T 2261.2-2003 婚姻状况代码", words=MARITAL_WORDS)  # fmt: skip
"""Marital status (婚姻状况), GB/T 2261.2."""

POLITICAL_WORDS: Codes = {
    "党员": "01", "中国共产党党员": "01", "共产党员": "01", "预备党员": "02",
    "中国共产党预备党员": "02", "团员": "03", "中国共产主义青年团团员": "03", "民革": "04",
    "民盟": "05", "民建": "06", "民进": "07", "农工党": "08", "致公党": "09", "九三学社": "10",
    "台盟": "11", "无党派": "12", "无党派民主人士": "12", "普通群众": "13", "无": "13",
    "少先队员": "13",
}  # fmt: skip

POLITICAL = CodeList({
    "01": "中共党员", "02": "中共预备党员", "03": "共青团员", "04": "民革会员", "05": "民盟盟员",
    "06": "民建会员", "07": "民进会员", "08": "农工党党员", "09": "致公党党员",
    "10": "九三学社社员", "11": "台盟盟员", "12": "无党派人士", "13": "群众",
}, source="GB/T 4762-1984 政治面貌代码", words=POLITICAL_WORDS)  # fmt: skip
"""Political affiliation (政治面貌), GB/T 4762."""

EDUCATION_WORDS: Codes = {
    "博士": "11", "硕士": "14", "研究生及以上": "10", "本科": "20", "大本": "20", "大学": "20",
    "大学本科及以上": "20", "专科": "30", "大专": "30", "高职": "30", "大学专科及以上": "30",
    "中专": "40", "中职": "40", "技校": "40", "职高": "40", "中等专业学校": "40", "中技": "40",
    "普通高中": "60", "高中及以上": "60", "初级中学": "70", "中学": "70", "初中及以下": "70",
    "小学及以下": "80", "文盲": "90", "文盲或半文盲": "90", "半文盲": "90", "学龄前": "90",
    "学龄前儿童": "90", "幼儿园": "90", "无": "90", "未上学": "90", "不识字": "90",
}  # fmt: skip

EDUCATION = CodeList({
    "10": "研究生", "11": "博士研究生", "14": "硕士研究生", "20": "大学本科", "30": "大学专科",
    "40": "中等职业教育", "60": "高中", "70": "初中", "80": "小学", "90": "其他",
}, source="GB/T 4658-2006 学历代码", words=EDUCATION_WORDS)  # fmt: skip
"""Education (文化程度), GB/T 4658."""

RESIDENCE_WORDS: Codes = {
    "户籍人口": "registered", "本地": "registered", "本地户籍": "registered",
    "人户一致": "registered", "人户分离": "registered", "人户分离人口": "registered",
    "空挂户": "registered", "常住人口": "permanent", "常口": "permanent", "实有人口": "permanent",
    "流动人口": "floating", "流口": "floating", "流入": "floating", "暂住": "floating",
    "暂住人口": "floating", "外来": "floating", "外来人口": "floating", "租户": "floating",
    "租住": "floating", "非户籍": "floating", "寄住人口": "lodging", "寄口": "lodging",
    "留守人员": "left_behind", "境外人员": "overseas", "外籍": "overseas", "港澳台": "overseas",
}  # fmt: skip

RESIDENCES = CodeList({
    "registered": "户籍",
    "permanent": "常住",
    "floating": "流动",
    "lodging": "寄住",
    "left_behind": "留守",
    "overseas": "境外",
}, source="实有人口管理类型（公安实有人口登记）", words=RESIDENCE_WORDS)  # fmt: skip
"""Why a person is here (人员类别, 管理类型)."""

APART_WORDS: Codes = {
    "一致": "together", "人在户在": "together", "户在人在": "together", "否": "together",
    "分离": "apart", "人户分离人口": "apart", "户在人不在": "apart", "人在户不在": "apart",
    "空挂户": "apart", "是": "apart", "人户不一致": "apart", "不一致": "apart",
}  # fmt: skip

APART = CodeList({"together": "人户一致", "apart": "人户分离"}, source="GB/T 31000-2015 人户一致标识", words=APART_WORDS)  # fmt: skip
"""Whether a person lives where the register says (人户状态)."""

LABEL_WORDS: Codes = {
    "空巢": "empty_nest", "空巢家庭": "empty_nest", "独居": "lives_alone", "高龄": "very_old",
    "80岁以上": "very_old", "高龄独居": "very_old", "孤寡": "childless_old", "孤老": "childless_old",
    "残疾": "disabled", "残": "disabled", "残疾人员": "disabled", "低保户": "minimum_living",
    "低保人员": "minimum_living", "低保家庭": "minimum_living", "低保对象": "minimum_living",
    "最低生活保障": "minimum_living", "五保": "destitute", "五保户": "destitute",
    "特困": "destitute", "特困人员": "destitute", "低保边缘户": "edge_poor", "低边": "edge_poor",
    "留守老年人": "left_behind_old", "孤儿": "needy_child", "事实无人抚养儿童": "needy_child",
    "失独": "bereaved_parents", "失独家庭": "bereaved_parents", "计生特扶": "bereaved_parents",
    "大病": "serious_illness", "重大疾病": "serious_illness", "精神病": "mental_disorder",
    "精神障碍": "mental_disorder", "重精": "mental_disorder", "精神病人": "mental_disorder",
    "失业": "jobless", "下岗": "jobless", "下岗失业": "jobless", "就业困难": "hard_to_employ",
    "4050": "hard_to_employ", "退伍军人": "veteran", "复退军人": "veteran", "退役": "veteran",
    "优抚": "preferential", "军烈属": "preferential", "烈属": "preferential",
    "军属": "preferential", "矫正": "community_correction", "矫正人员": "community_correction",
    "社区矫正人员": "community_correction", "刑释": "released", "刑释人员": "released",
    "刑满释放人员": "released", "戒毒": "rehabilitation", "吸毒": "rehabilitation",
    "吸毒人员": "rehabilitation", "孕妇": "pregnant",
}  # fmt: skip

LABELS = CodeList({
    "empty_nest": "空巢老人", "lives_alone": "独居老人", "very_old": "高龄老人",
    "childless_old": "孤寡老人", "disabled": "残疾人", "minimum_living": "低保",
    "destitute": "特困供养", "edge_poor": "低保边缘", "left_behind_child": "留守儿童",
    "left_behind_old": "留守老人", "left_behind_woman": "留守妇女", "needy_child": "困境儿童",
    "bereaved_parents": "计生特殊家庭", "serious_illness": "重病", "mental_disorder": "精神障碍患者",
    "jobless": "失业人员", "hard_to_employ": "4050人员", "veteran": "退役军人",
    "preferential": "优抚对象", "community_correction": "社区矫正", "released": "刑满释放",
    "rehabilitation": "社区戒毒康复", "pregnant": "孕产妇", "needy_worker": "困难职工",
    "key_youth": "重点青少年", "volunteer": "志愿者",
}, source="GB/T 31000-2015 与民政、残联、退役军人事务部门的服务对象类别", words=LABEL_WORDS)  # fmt: skip
"""What a person is cared for or known as (人员标签)."""

SENSITIVE_LABELS = frozenset(
    LABELS[code]
    for code in (
        "bereaved_parents", "serious_illness", "mental_disorder", "community_correction",
        "released", "rehabilitation", "key_youth",
    )
)  # fmt: skip
