using System.Globalization;
using System.Text;
using CraneAnomaly.Telemetry.Text;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Telemetry.Text;

public class DecimalBatchTests
{
    // Any letters that a number is made of, or that stand near one: read the same as by the reader of single numbers.
    [Property(MaxTest = 3000)]
    public bool Take_AnyLetters_ReadsWhatTheOtherReadsOrNothing(byte[][] texts)
    {
        if (!DecimalBatch.IsSupported) return true;
        return Same([.. texts.Where(t => t is not null).Select(t => string.Concat(t.Select(b => "0123456789-.e,0/ 5"[b % 18])))], isNumber: false);
    }

    [Property(MaxTest = 2000)]
    public bool Take_ShortDecimals_AreTheNearestDouble((int Digits, byte Places)[] numbers)
    {
        if (!DecimalBatch.IsSupported || numbers is null) return true;
        return Same([.. numbers.Select(n => ((decimal)n.Digits / (decimal)Math.Pow(10, n.Places % 4)).ToString(CultureInfo.InvariantCulture))], isNumber: true);
    }

    [Theory]
    [InlineData("999999999999999")]
    [InlineData("-99999999999999")]
    [InlineData("-0")]
    [InlineData("-0.0")]
    [InlineData("0.0000000000001")]
    [InlineData("1234567.8901234")]
    public void Take_EdgeOfTheShort_IsTheNearestDouble(string text) => Assert.True(!DecimalBatch.IsSupported || Same([text], isNumber: true));

    private static bool Same(string[] texts, bool isNumber)
    {
        var batch = new DecimalBatch(texts.Length + 1);
        for (int i = 0; i < texts.Length; i++)
        {
            // In front of it what looks like more of the number.
            byte[] line = Encoding.ASCII.GetBytes($"\"hoist1.speed.1.2\":{texts[i]},\"next.name\":1.5");
            int at = "\"hoist1.speed.1.2\":".Length;
            ref var number = ref batch.At(0, 1)[0];
            bool taken = DecimalBatch.TryTake(in line[0], at, at + texts[i].Length, in DecimalBatch.Places, ref number) && batch.TryDivide(1);
            bool read = DecimalText.TryReadWhole(Encoding.ASCII.GetBytes(texts[i]), out double expected);
            if (isNumber && texts[i].Length <= 15 && !taken) return false;
            if (taken && (!read || BitConverter.DoubleToInt64Bits(batch.Numbers[0]) != BitConverter.DoubleToInt64Bits(expected))) return false;
            number = DecimalBatch.Taken.None;
        }

        return true;
    }
}
