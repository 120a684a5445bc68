"""Code lists of premises: the boxes of the police's register of units, trades and venues."""

from wangge.dictionary.shape import CodeList

_POLICE = "湘公通〔2008〕56号 单位行业场所基本信息登记表"


def _boxes(source: str, labels: str) -> CodeList:
    """Codes 01, 02 … in the order of the form's boxes, and 99 for 其他."""
    codes = {f"{number:02}": label for number, label in enumerate(labels.split(), 1)}
    return CodeList(codes | {"99": "其他"}, source=source)


KINDS = _boxes(
    "GB/T 31000-2015 与社区单位登记表", "企业 个体工商户 社会组织 机关 事业单位 学校 场所"
)
NATURES = _boxes(_POLICE, "国有 党政 事业 国有控股 集体企业 集体控股 民营企业 民营控股 三资 涉外")
CATEGORIES = _boxes(
    _POLICE,
    "金融 学校 交通运输 水电 军工 化工 危爆物品 建筑 卫生 外贸 新闻 贸易 旅游 科研 服务 机械 通信 "
    "采矿 港口 文博 广电 仓储 服装 造纸 机关",
)
TRADES = _boxes(
    _POLICE,
    "旅馆业 印章刻制业 典当业 开锁业 二手手机交易业 金银首饰加工置换业 废旧金属收购业 机动车修理业 "
    "信托寄卖业",
)
VENUES = _boxes(
    _POLICE,
    "车站 港口码头 机场 停车场 歌舞厅 游艺室 棋牌室 影剧院 体育场馆 健身房 公园 游乐场 展览馆 "
    "旅游景区 商品交易场所 网吧 饭店 酒吧 咖啡厅 茶馆 洗浴 按摩 美容美发 信息中介",
)
GUARD_FORMS = _boxes(_POLICE, "单设 合署")
LEVELS = _boxes(_POLICE, "省级 市级 县级 无")
HOUSE_SOURCES = _boxes("社区单位门店登记表", "自有 租赁 借用 划拨")
OPENNESS = _boxes("社区单位门店登记表", "营业 停业 注销 筹建")
