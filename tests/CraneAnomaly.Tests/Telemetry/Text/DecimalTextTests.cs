using System.Globalization;
using System.Text;
using CraneAnomaly.Telemetry.Text;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Telemetry.Text;

public class DecimalTextTests
{
    [Theory]
    [InlineData("0", 1)]
    [InlineData("-0", 2)]
    [InlineData("12.5,", 4)]
    [InlineData("-0.001}", 6)]
    [InlineData("9007199254740993", 16)]
    [InlineData("0.30000000000000004", 19)]
    [InlineData("123456789012345678901234567890", 30)]
    [InlineData("1e-7 ", 4)]
    [InlineData("1.5E+300", 8)]
    [InlineData("5e-324", 6)]
    [InlineData("2.2250738585072011e-308", 23)]
    [InlineData("1e999", 5)]
    public void Read_Number_IsTheNearestDouble(string text, int length)
    {
        Assert.Equal(length, DecimalText.Read(Encoding.ASCII.GetBytes(text), out double value));
        double expected = double.Parse(text.AsSpan(0, length), NumberStyles.Float, CultureInfo.InvariantCulture);
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("01")]
    [InlineData("-01")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("\u00b2")]
    public void Read_NoNumber_IsNothing(string text) =>
        Assert.Equal(0, DecimalText.Read(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("0x10", 1)]
    [InlineData("1_000", 1)]
    [InlineData("1.2.3", 3)]
    public void Read_NumberAndMore_EndsAtTheNumber(string text, int length) =>
        Assert.Equal(length, DecimalText.Read(Encoding.ASCII.GetBytes(text), out _));

    [Property(MaxTest = 3000)]
    public bool Read_ShortestText_ComesBackBitByBit(double value) =>
        !double.IsFinite(value) || Same(value.ToString("R", CultureInfo.InvariantCulture));

    [Property(MaxTest = 3000)]
    public bool Read_ShortDecimals_AreTheNearestDouble(int digits, byte places) =>
        Same(((decimal)digits / (decimal)Math.Pow(10, places % 10)).ToString(CultureInfo.InvariantCulture));

    [Property(MaxTest = 3000)]
    public bool Read_LongDigitsWithExponent_AreTheNearestDouble(ulong digits, ushort more, sbyte exponent, bool minus) =>
        Same($"{(minus ? "-" : "")}{digits % 10}.{digits}{more}e{exponent}");

    [Property(MaxTest = 500)]
    public bool Read_AnyBytes_StaysInside(byte[] bytes)
    {
        int used = DecimalText.Read(bytes, out _);
        return used >= 0 && used <= bytes.Length;
    }

    // Digits, points, signs and what else may stand there, read at once or digit by digit.
    [Property(MaxTest = 5000)]
    public bool Read_WhateverFollows_MakesNoDifference(byte[] letters)
    {
        byte[] alone = [.. letters.Select(b => (byte)"0123456789-.e,0/ "[b % 17])];
        byte[] padded = [.. alone, .. ",\"a\":1234567890123456"u8];
        int used = DecimalText.Read(alone, out double value);
        return DecimalText.Read(padded, out double other) == used
            && BitConverter.DoubleToInt64Bits(value) == BitConverter.DoubleToInt64Bits(other);
    }

    private static bool Same(string text) => Same(text, "") && Same(text, ",\"hoist.speed\":12.5");

    private static bool Same(string text, string behind)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text + behind);
        double expected = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return DecimalText.Read(bytes, out double value) == text.Length
            && BitConverter.DoubleToInt64Bits(value) == BitConverter.DoubleToInt64Bits(expected);
    }
}
