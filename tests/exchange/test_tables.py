from wangge.exchange.lines import LineKind, plain
from wangge.exchange.sheets import Sheet
from wangge.exchange.tables import tables

WORDS = {
    word: word for word in ("姓名", "性别", "电话", "地址", "户号", "小区", "门牌", "备注", "序号")
}
HEADER = ["序号", "姓名", "电话"]


def read(*rows, merges=()):
    width = max(len(row) for row in rows)
    source = iter([[*row, *[""] * (width - len(row))] for row in rows])
    return [
        (table, list(table.lines)) for table in tables(Sheet("表", source, list(merges)), WORDS)
    ]


def kinds(lines):
    return [line.kind.value for line in lines]


def test_titles_header_data_subtotal_and_note_are_told_apart():
    [(table, lines)] = read(
        ["某社区花名册"],
        HEADER,
        ["1", "张三", "12000000001"],
        ["小  计", "", "1人"],
        [],
        ["填表人：李四"],
    )
    assert table.title == "某社区花名册"
    assert [column.heading for column in table.columns] == HEADER
    assert kinds(lines) == ["title", "header", "data", "subtotal", "blank", "note"]


def test_a_repeated_header_is_no_data():
    [(_, lines)] = read(HEADER, ["1", "张三", "1"], HEADER, ["2", "李四", "2"])
    assert kinds(lines) == ["header", "data", "header", "data"]


def test_another_header_starts_another_table():
    [(first, one), (second, two)] = read(
        HEADER, ["1", "张三", "1"], ["姓名", "地址", "备注"], ["李四", "某路", ""]
    )
    assert [c.heading for c in second.columns] == ["姓名", "地址", "备注"]
    assert first.signature != second.signature
    assert (kinds(one), kinds(two)) == (["header", "data"], ["header", "data"])


def test_a_header_of_two_merged_rows_is_one():
    merges = [((0, 0), (1, 0)), ((0, 1), (0, 2))]
    [(table, lines)] = read(
        ["姓名", "地址", ""], ["", "小区", "门牌"], ["张三", "某路", "1号"], merges=merges
    )
    assert [column.heading for column in table.columns] == ["姓名", "地址 小区", "地址 门牌"]
    assert kinds(lines) == ["header", "header", "data"]


def test_a_header_of_two_rows_without_merges_is_one_too():
    [(table, _)] = read(["姓名", "地址", ""], ["", "小区", "门牌"], ["张三", "某路", "1号"])
    assert [column.heading for column in table.columns] == ["姓名", "地址 小区", "地址 门牌"]


def test_the_first_row_of_data_is_not_taken_for_a_header():
    [(table, lines)] = read(["姓名", "性别", "备注"], ["张三", "男", ""])
    assert [column.heading for column in table.columns] == ["姓名", "性别", "备注"]
    assert kinds(lines) == ["header", "data"]


def test_the_hints_of_a_template_are_a_note():
    [(_, lines)] = read(HEADER, ["", "必填，汉字", "选填"], ["1", "张三", "1"])
    assert kinds(lines) == ["header", "note", "data"]


def test_ditto_marks_take_the_value_above_them():
    [(_, lines)] = read(HEADER, ["1", "张三", "1"], ["2", "李四", "〃"], ["3", "王五", "同上"])
    assert [line.cells[2] for line in lines if line.kind is LineKind.DATA] == ["1", "1", "1"]
    assert [line.dittos for line in lines] == [(), (), (2,), (2,)]


def test_a_ditto_mark_below_nothing_is_lost():
    [(_, lines)] = read(HEADER, ["1", "张三", ""], ["2", "李四", "同上"])
    assert (lines[2].cells[2], lines[2].lost) == ("", (2,))


def test_a_merged_range_is_told_where_it_starts():
    merges = [((1, 2), (2, 2))]
    [(_, lines)] = read(HEADER, ["1", "张三", "5"], ["2", "李四", ""], merges=merges)
    assert lines[1].merged == ((2, 3),)
    assert lines[2].cells[2] == "5"


def test_a_serial_number_alone_is_a_blank_row():
    [(_, lines)] = read(HEADER, [1.0, "张三", "1"], [2.0, "", ""])
    assert kinds(lines) == ["header", "data", "blank"]


def test_a_sheet_without_header_has_no_columns_and_loses_no_row():
    [(table, lines)] = read(["今天", "很好"], ["明天", "更好"])
    assert (table.columns, len(lines)) == ((), 2)


def test_headings_are_compared_without_their_trimmings():
    assert [plain(text) for text in ("姓 名*", "＊姓名（必填）", "姓名：", "【姓名】")] == [
        "姓名", "姓名", "姓名", "【姓名】",
    ]  # fmt: skip


def test_the_signature_depends_on_the_headings_only():
    [(one, _)] = read(HEADER, ["1", "张三", "1"])
    [(other, _)] = read(["某村"], ["序号*", "姓 名", "电话："], ["9", "李四", "2"])
    assert one.signature == other.signature
