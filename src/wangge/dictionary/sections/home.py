"""Section 住房: where people live, the dwelling itself and its letting."""

from typing import Any

from wangge.dictionary import lists
from wangge.dictionary.sections.lines import CIVIC, FIRE, HOUSING, LOCATE, POLICE, Line
from wangge.dictionary.shape import YEAR, CodeList, Field, Mask, Section, Sensitivity, Subject, Type

_address = Line(Section.HOME, CIVIC, LOCATE, reconfirm_days=YEAR)
_part = Line(Section.HOME, HOUSING, LOCATE, Sensitivity.INTERNAL)
_grid = Line(Section.HOME, CIVIC, LOCATE, Sensitivity.PUBLIC)
_household = Line(Section.HOME, HOUSING, "掌握住房条件、落实住房保障", reconfirm_days=YEAR,
    subject=Subject.HOUSEHOLD)  # fmt: skip
_house = Line(
    Section.HOME, HOUSING, "掌握房屋基本情况", Sensitivity.INTERNAL, subject=Subject.DWELLING
)
_owner = Line(Section.HOME, HOUSING, "联系产权人", subject=Subject.DWELLING)
_let = Line(Section.HOME, POLICE, "出租房屋登记和安全管理", retention_days=2 * YEAR,
    reconfirm_days=YEAR, subject=Subject.RENTAL)  # fmt: skip
_fire = Line(
    Section.HOME, FIRE, "出租房屋消防安全检查", Sensitivity.INTERNAL, 2 * YEAR, YEAR, Subject.RENTAL
)
_sensitive: dict[str, Any] = {"sensitivity": Sensitivity.SENSITIVE}
_PARTS = "由现住址拆分得出，改地址请改“现住址”"
_GRIDS = "由房屋所在网格得出"

OCCUPANCIES = CodeList(
    {"own": "自住", "rented": "出租", "lent": "借住", "vacant": "空置", "other": "非居住使用"},
    source="社区房屋信息采集表",
    words={"出租房": "rented", "租赁": "rented", "空房": "vacant", "闲置": "vacant"},
)
TENURES = CodeList(
    {"private": "私有产权房", "public": "公有住房", "public_rental": "公租（廉租）房",
     "resettled": "安置房", "rural": "农村宅基地房", "collective": "单位集体宿舍", "other": "其他"},
    source="社区房屋信息采集表",
    words={"商品房": "private", "私房": "private", "公房": "public", "廉租房": "public_rental",
           "公租房": "public_rental", "还建房": "resettled", "自建房": "rural"},
)  # fmt: skip

FIELDS: tuple[Field, ...] = (
    _address("living_address", "现住址", Type.ADDRESS,
        "现住地址 现住地详址 现住地(楼)详址 居住地址 住址 房屋地址 暂住处所和详细地址 现住地 居住地 家庭住址 家庭地址 "
        "家庭详址 家庭祥址 实际居住地 实际居住地址 现居住地 现居住地址 居住详址 常住地址 当前住址 地址 详细地址 "
        "居住处所 暂住地 暂住地址 住房地址", required=True),
    _part("living_region", "现住地区划", synonyms="居住地区划 现住地行政区划", owner=CIVIC),
    _part("estate", "小区/路名", synonyms="居住地址小区/路名 小区 小区名称 所属小区 街路巷 路名 现住小区/建筑 小区组 自然村",
        elsewhere=_PARTS),
    _part("door", "门牌", Type.ADDRESS, "居住地址门牌 门牌号 门牌地址 门牌号码 楼栋详址 房号 栋单元房号",
        sensitivity=Sensitivity.PERSONAL, elsewhere=_PARTS),
    _part("building", "楼栋", synonyms="楼栋名称 栋号 楼号 幢号 楼栋号 栋 幢 所属楼栋 所属楼栋名称 居住地址楼栋 居住地址栋",
        elsewhere=_PARTS),
    _part("unit", "单元", synonyms="单元号 单元名称 所属单元 所属单元名称 居住地址单元", elsewhere=_PARTS),
    _part("room", "房间号", synonyms="室 室号 房号/室号 户室号 房间 居住地址室 居住地址房号 房屋号",
        mask=Mask.ADDRESS, sensitivity=Sensitivity.PERSONAL, elsewhere=_PARTS),
    _address("registered_address", "户籍地址", Type.ADDRESS,
        "户籍地详址 户籍详址 户籍门(楼)详址 户籍地 户口所在地 户籍所在地 户口地址 常住户口所在地址 常住户口所在地 "
        "户籍小区/建筑 原籍地址", owner=POLICE, purpose="区分户籍地与居住地", reconfirm_days=2 * YEAR),
    _part("registered_region", "户籍地区划", synonyms="户籍地行政区划 户籍省市县 来源地 户籍地省市县区",
        owner=POLICE, purpose="统计人口来源地", elsewhere="并入“户籍地址”"),
    _address("other_address", "其他住址", Type.ADDRESS, "其他住址详址 本市(县)其他住址 其他居住地址"),
    _grid("grid_name", "所属网格", synonyms="网格 网格名称 所在网格 所属辖区或网格", elsewhere=_GRIDS),
    _grid("grid_code", "网格编码", synonyms="网格代码 网格code 网格编号", elsewhere=_GRIDS),
    # The household's housing
    _household("housing_tenure", "住房来源", Type.CODE, "住房情况 住房性质 住房类型", codes=lists.TENURES),
    _household("housing_area", "住房面积", Type.NUMBER, "住房面积㎡ 居住面积"),
    _household("housing_rooms", "居住间数", Type.NUMBER, "房间数"),
    _household("housing_decoration", "装饰情况", synonyms="装饰 装修情况"),
    _household("housing_decay", "住房安全等级", Type.CODE, "危房等级", codes=lists.DECAY),
    # The dwelling
    _house("dwelling_number", "房屋编号", synonyms="房屋实体编码 实体编码"),
    _house("occupancy", "使用情况", Type.CODE, "房屋使用情况 房屋状态", codes=OCCUPANCIES, reconfirm_days=YEAR),
    _house("tenure", "房屋性质", Type.CODE, "产权性质", codes=TENURES),
    _house("house_use", "房屋用途", Type.CODE, "房屋用途显示名称", codes=lists.HOUSE_USES),
    _house("floor_area", "建筑面积（㎡）", Type.NUMBER, "本户建筑面积 建筑面积"),
    _house("layout", "户型", synonyms="本户户型"),
    _house("storey", "所在层", synonyms="当前层 所在楼层"),
    _owner("certificate", "房屋产权证号", synonyms="产权证号 所有权证编号 不动产权证号", mask=Mask.ID_NUMBER),
    _owner("certificate_on", "房屋产权证发证日期", Type.DATE, "产权证发证日期"),
    _owner("land_certificate", "房屋土地证号", synonyms="土地证号", mask=Mask.ID_NUMBER),
    _owner("owner_name", "产权人姓名", Type.NAME, "房屋所有人姓名 房主姓名 业主姓名"),
    _owner("owner_phone", "产权人电话", Type.PHONES, "房主电话 业主电话"),
    _owner("owner_id", "产权人证件号", Type.ID_NUMBER, "房主身份证件号码 房屋所有人身份证号", **_sensitive),
    _owner("owner_address", "产权人现住址", Type.ADDRESS, "产权人现地址 房主现住址"),
    _owner("owner_workplace", "产权人工作单位", synonyms="房主工作单位"),
    _owner("co_owner", "共有人姓名", Type.NAME, "房屋共有人"),
    _owner("co_owner_relation", "共有人与产权人关系", synonyms="与产权人关系"),
    # The letting
    _let("rental_use", "出租用途", Type.CODE, "出租房屋使用性质", codes=lists.RENTAL_USES),
    _let("landlord_name", "出租人姓名", Type.NAME, "房东姓名"),
    _let("landlord_phone", "出租人电话", Type.PHONES, "房东电话"),
    _let("landlord_id", "出租人证件号码", Type.ID_NUMBER, "房东身份证号", **_sensitive),
    _let("tenant_name", "承租人姓名", Type.NAME, "承租人 使用人姓名"),
    _let("leased_part", "租赁部分", synonyms="是否租赁整体 租赁间数 租赁面积"),
    _let("lease_from", "租赁起始日期", Type.DATE, "租赁时间"),
    _let("lease_to", "租赁到期日期", Type.DATE, "到期时间 租赁期限"),
    _let("rent", "月租金", Type.MONEY, "租金"),
    _let("lease_contract", "租赁合同", synonyms="是否签订租赁合同"),
    _let("filing_number", "登记备案编号", synonyms="是否登记备案 登记证书编号 备案证号"),
    _let("pledged_on", "治安责任书签订日期", Type.DATE, "双方签订治安责任保证书"),
    _let("rental_hazard", "出租房屋隐患类型", Type.CODE, "出租房隐患", codes=lists.HAZARDS),
    _fire("fire_approved", "消防审核验收情况", synonyms="消防验收"),
    _fire("fire_rating", "建筑耐火等级", synonyms="耐火等级"),
    _fire("fire_equipment", "消防设施器材配置情况", synonyms="消防器材"),
    _fire("fire_exits", "疏散通道和安全出口情况", synonyms="安全出口情况"),
    _fire("fire_duties", "双方消防安全责任落实情况", synonyms="消防安全责任"),
)  # fmt: skip
