using System.Globalization;
using System.Text;
using CraneAnomaly.Sinks.Formats;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Sinks;

public class AsciiCursorTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(9999)]
    [InlineData(10000)]
    [InlineData(65535)]
    [InlineData(99999)]
    [InlineData(100000)]
    [InlineData(uint.MaxValue)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void Number_Extremes_AreDecimal(long value) => Assert.Equal(Invariant(value), Write(value));

    [Fact]
    public void Number_EveryRegisterValue_IsDecimal()
    {
        for (uint value = 0; value <= 100_001; value++)
        {
            var text = new AsciiCursor(new byte[20]);
            text.Number(value);
            Assert.Equal(Invariant(value), Encoding.ASCII.GetString(text.Written));
        }
    }

    [Property]
    public void Number_AnyValue_IsDecimal(long value) => Assert.Equal(Invariant(value), Write(value));

    [Theory]
    [InlineData(0u, "000000000")]
    [InlineData(1u, "000000001")]
    [InlineData(123456789u, "123456789")]
    [InlineData(999999999u, "999999999")]
    [InlineData(100000000u, "100000000")]
    public void Nine_AnyFraction_KeepsItsZeros(uint value, string expected)
    {
        var text = new AsciiCursor(new byte[9]);
        text.Nine(value);
        Assert.Equal(expected, Encoding.ASCII.GetString(text.Written));
    }

    private static string Invariant(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Write(long value)
    {
        var text = new AsciiCursor(new byte[20]);
        text.Number(value);
        return Encoding.ASCII.GetString(text.Written);
    }
}
