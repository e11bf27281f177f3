using Xunit.Sdk;

namespace CraneAnomaly.Tests.Sinks;

public sealed class ZeekBaselineComparerTests : IDisposable
{
    private const string Header =
        "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tx\n" +
        "#fields\tts\tuid\tvalue\tmodbus_detailed_link_id\n#types\ttime\tstring\tcount\tstring\n";

    private const string Baseline = Header + "#open XXXX\nX.X\tA\t1\tL\nX.X\tA\t2\tL\nX.X\tB\t3\t-\n#close XXXX\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("zeek").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void AssertLog_OtherTimesAndIdentifiers_AreEqual() =>
        Compare(Header + "1.5\tQ\t1\tM\n2.5\tQ\t2\tM\n3.5\tR\t3\t-\n");

    [Theory]
    [InlineData("1.5\tQ\t1\tM\n2.5\tQ\t9\tM\n3.5\tR\t3\t-\n", "row 2, value: expected '2', found '9'")]
    [InlineData("1.5\tQ\t1\tM\n2.5\tR\t2\tM\n3.5\tR\t3\t-\n", "row 2, uid")]
    [InlineData("1.5\tQ\t1\tM\n2.5\tQ\t2\tM\n3.5\tQ\t3\t-\n", "row 3, uid")]
    [InlineData("1.5\tQ\t1\tM\n2.5\tQ\t2\tN\n3.5\tR\t3\t-\n", "row 2, modbus_detailed_link_id")]
    [InlineData("1.5\tQ\t1\tM\n2.5\tQ\t2\tM\n3.5\tR\t3\tN\n", "row 3, modbus_detailed_link_id")]
    [InlineData("1.5\tQ\t1\tM\n2.5\tQ\t2\t-\n3.5\tR\t3\t-\n", "row 2, modbus_detailed_link_id")]
    [InlineData("X\tQ\t1\tM\n2.5\tQ\t2\tM\n3.5\tR\t3\t-\n", "row 1, ts")]
    [InlineData("1.5\tQ\t1\tM\n2.5\tQ\t2\tM\n", "expected 3 rows, found 2")]
    public void AssertLog_ACellOrAJoinDiffers_SaysWhere(string rows, string expected)
    {
        var failure = Assert.ThrowsAny<XunitException>(() => Compare(Header + rows));
        Assert.Contains(expected, failure.Message);
    }

    [Fact]
    public void AssertLog_OtherTypes_Fail() => Assert.ThrowsAny<XunitException>(
        () => Compare(Header.Replace("count", "int") + "1.5\tQ\t1\tM\n2.5\tQ\t2\tM\n3.5\tR\t3\t-\n"));

    private void Compare(string produced)
    {
        string ours = Path.Combine(_folder, "ours.log"), theirs = Path.Combine(_folder, "theirs.log");
        File.WriteAllText(ours, produced);
        File.WriteAllText(theirs, Baseline);
        new ZeekBaselineComparer().AssertLog(ours, theirs);
    }
}
