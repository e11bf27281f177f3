using System.Text;
using CraneAnomaly.Telemetry.Text;

namespace CraneAnomaly.Tests.Telemetry.Text;

/// <summary>Whole numbers that are passed over: as long as a vector sees, and written as RFC 8259 has them.</summary>
public class WholeNumberTests
{
    [Theory]
    [InlineData("0", 1, true)]
    [InlineData("123456789012345", 15, true)]
    [InlineData("1234567890123456", 16, false)]
    [InlineData("01", 2, false)]
    [InlineData("1.5", 3, false)]
    [InlineData("1.5", 1, true)]
    [InlineData("-1", 2, false)]
    [InlineData("12:", 3, false)]
    [InlineData("12/", 3, false)]
    [InlineData("12\u00e9", 3, false)]
    [InlineData("7", 0, false)]
    public void IsWhole_DigitsAlone_AreANumber(string text, int length, bool expected) =>
        Assert.Equal(expected, ShortDecimal.IsWhole(Encoding.Latin1.GetBytes(text.PadRight(ShortDecimal.Reach)), length));
}
