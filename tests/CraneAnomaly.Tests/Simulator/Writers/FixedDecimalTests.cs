using System.Globalization;
using System.Text;
using CraneAnomaly.Simulator.Writers;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Simulator.Writers;

public class FixedDecimalTests
{
    [Theory]
    [InlineData(0.0, 3, "0")]
    [InlineData(12.3, 3, "12.3")]
    [InlineData(-0.0004, 3, "0")]
    [InlineData(-0.0005, 3, "-0.001")]
    [InlineData(0.05, 1, "0.1")]
    [InlineData(100.0, 2, "100")]
    [InlineData(99.9999, 3, "100")]
    [InlineData(1234567.125, 3, "1234567.125")]
    [InlineData(5_000_000_000.25, 2, "5000000000.25")]
    [InlineData(0.00001, 5, "0.00001")]
    [InlineData(7.4, 0, "7")]
    [InlineData(1e18, 2, "1E+18")]
    [InlineData(double.NaN, 2, "")]
    [InlineData(double.PositiveInfinity, 2, "")]
    public void Write_Number_IsRoundedAndShort(double value, int decimals, string expected) =>
        Assert.Equal(expected, Text(value, decimals));

    [Property]
    public void Write_AnyNumber_IsAsNearAsItsDecimalsAllow(int units, byte decimals)
    {
        int digits = decimals % 7;
        double value = units / Math.Pow(10, digits + 1);
        string text = Text(value, digits);

        double read = double.Parse(text, CultureInfo.InvariantCulture);
        Assert.InRange(Math.Abs(read - value), 0, 0.5000001 / Math.Pow(10, digits));
        Assert.False(text.Contains('.') && text[^1] == '0', text);
    }

    private static string Text(double value, int decimals)
    {
        byte[] bytes = new byte[FixedDecimal.MaxLength];
        return Encoding.ASCII.GetString(bytes, 0, FixedDecimal.Write(bytes, value, decimals));
    }
}
