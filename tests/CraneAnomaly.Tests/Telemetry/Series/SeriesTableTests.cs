using System.IO.Compression;
using System.Text;
using CraneAnomaly.Telemetry.Series;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Telemetry.Series;

public class SeriesTableTests
{
    private const long First = 1_396_310_400_000_000_000;

    [Theory]
    [InlineData("t,a,b\n2014-04-01 00:00:00,1,2\n", null)]
    [InlineData("\uFEFFt;x;b;a\r\n2014-04-01T00:00:00Z;9;2;1\r\n", null)]
    [InlineData("b\ta\tt\n2\t1\t1396310400\n", null)]
    [InlineData("\"t\",\"a\",b\n\"2014-04-01 00:00:00\",\"1\", 2 \n", null)]
    [InlineData("t,a,b\n01/04/14 00,1,2", null)]
    [InlineData("t,a,b\n2014-04-01T02:00:00+02:00,1,+2", null)]
    [InlineData("t,a,b\n04-01-2014,1,2e0", "MM-dd-yyyy")]
    public async Task ReadAsync_UsualTables_AreRead(string text, string? format)
    {
        var (result, rows) = await ReadAsync(Encoding.UTF8.GetBytes(text), format);
        Assert.Equal((SeriesEnd.Complete, 1L), (result.End, result.Rows));
        Assert.Equal(First, rows[0].TimestampNs);
        Assert.Equal([1.0, 2.0], rows[0].Values);
    }

    [Fact]
    public async Task ReadAsync_CellsThatAreNoNumber_AreMissingAndCounted()
    {
        var (result, rows) = await ReadAsync("t,a,b\n1396310400,1,2\n1396310401,NaN,2\n1396310402,,x\n1396310403,inf,2\n"u8.ToArray());
        Assert.Equal((SeriesEnd.Complete, 4L, 4L), (result.End, result.Rows, result.BadCells));
        Assert.Equal(2, rows.Count(r => double.IsNaN(r.Values[0]) && r.Values[1] == 2));
        Assert.All(rows[2].Values, value => Assert.Equal(double.NaN, value));
    }

    [Fact]
    public async Task ReadAsync_BrokenRows_AreRowsAndTheFirstIsNamed()
    {
        var (result, rows) = await ReadAsync("t,a,b\n1396310400,1,2\n1396310401,1\n\n1396310402,\"1,2\n1396310403,1,2\n"u8.ToArray());
        Assert.Equal((SeriesEnd.Damaged, 4L, 3L), (result.End, result.Rows, result.Line));
        Assert.Contains("too few cells", result.Message, StringComparison.Ordinal);
        Assert.Equal([false, true, true, false], rows.Select(r => double.IsNaN(r.Values[0])));
    }

    [Theory]
    [InlineData("", SeriesEnd.Empty)]
    [InlineData("t,a,b\n", SeriesEnd.Empty)]
    [InlineData("t,a\n1,2\n", SeriesEnd.MissingColumn)]
    [InlineData("a,b\n1,2\n", SeriesEnd.MissingColumn)]
    [InlineData("t,a,b\nnoon,1,2\n", SeriesEnd.Unusable)]
    [InlineData("t,a,b\n1396310400,1,x\n", SeriesEnd.Unusable)]
    [InlineData("t,\"a,b\n1396310400,1,x\n", SeriesEnd.Unusable)]
    public async Task ReadAsync_NothingToUse_SaysWhy(string text, SeriesEnd end)
    {
        var (result, _) = await ReadAsync(Encoding.UTF8.GetBytes(text));
        Assert.Equal(end, result.End);
        Assert.NotEmpty(result.Message);
    }

    [Fact]
    public async Task ReadAsync_Gzip_IsUnpackedAndACutIsTold()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("t,a,b\n"u8);
            for (int i = 0; i < 50_000; i++) gzip.Write(Encoding.UTF8.GetBytes($"{1396310400 + i},{i * 7919 % 10007},2\n"));
        }

        var (whole, rows) = await ReadAsync(packed.ToArray());
        Assert.Equal((SeriesEnd.Complete, 50_000L), (whole.End, whole.Rows));
        Assert.Equal(7919, rows[1].Values[0]);
        var (cut, _) = await ReadAsync(packed.ToArray()[..(int)(packed.Length / 2)]);
        Assert.Equal(SeriesEnd.Damaged, cut.End);
        Assert.InRange(cut.Rows, 1, 49_999);
    }

    [Fact]
    public async Task ReadAsync_AnEndlessLine_IsOneBrokenRow()
    {
        byte[] text = [.. "t,a,b\n1396310400,1,2\n"u8, .. new byte[3 << 20], .. "\n1396310401,1,2\n"u8];
        var (result, rows) = await ReadAsync(text);
        Assert.Equal((SeriesEnd.Damaged, 3L, 3L), (result.End, result.Rows, result.Line));
        Assert.Equal([1.0, 2.0], rows[2].Values);
    }

    private static async Task<(SeriesResult, List<Row>)> ReadAsync(byte[] bytes, string? format = null)
    {
        using var folder = new TempFolder();
        string path = folder.At("table");
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        var rows = new Rows();
        var result = await SeriesTable.ReadAsync(path, new("t", ["a", "b"], format), rows, TestContext.Current.CancellationToken);
        return (result, rows.All);
    }

    private sealed record Row(long TimestampNs, double[] Values);

    private sealed class Rows : ISeriesSink
    {
        public List<Row> All { get; } = [];

        public void OnRow(ReadOnlySpan<byte> time, long timestampNs, ReadOnlySpan<double> values) =>
            All.Add(new(timestampNs, values.ToArray()));
    }
}
