using System.Buffers;
using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Sequential;

namespace CraneAnomaly.Tests.Detectors.Sequential;

public class SequentialStateTests
{
    [Fact]
    public void EDetector_SavedAndRead_GoesOnAlike() => GoesOnAlike(new EDetector());

    [Fact]
    public void FleetSign_SavedAndRead_GoesOnAlike() => GoesOnAlike(new FleetSign());

    [Fact]
    public void EDetector_Update_AllocatesNothing() => AllocatesNothing(new EDetector());

    [Fact]
    public void FleetSign_Update_AllocatesNothing() => AllocatesNothing(new FleetSign());

    [Fact]
    public void FleetRank_SameFleetAgain_AllocatesNothing()
    {
        var fleet = new FleetRank();
        double[] residuals = [4, 2, double.NaN, 8, 5, 7];
        fleet.Take(residuals);
        double sum = fleet.PValue(4);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            residuals[0] = i % 9;
            fleet.Take(residuals);
            sum += fleet.PValue(residuals[0]) + FleetSign.Balance(residuals);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 0);
    }

    [Theory]
    [InlineData(8, 1e200)]
    [InlineData(8, -1)]
    [InlineData(16, 1e50)]
    [InlineData(8, double.NaN)]
    public void EDetector_DamagedState_IsRefused(int at, double value)
    {
        byte[] bytes = Bytes(new EDetector());
        BitConverter.TryWriteBytes(bytes.AsSpan(at), value);
        Assert.Throws<InvalidDataException>(() => Read<EDetector>(bytes));
    }

    private static void GoesOnAlike<T>(T statistic)
        where T : struct, ISequentialStatistic, IStateValue<T>
    {
        var draws = new Draws(1);
        for (int i = 0; i < 200; i++) statistic.Update(draws.Uniform(), i);
        byte[] bytes = Bytes(statistic);
        Assert.Equal(T.MinimumBytes, bytes.Length);
        var restored = Read<T>(bytes);
        for (int i = 200; i < 400; i++)
        {
            double value = draws.Uniform() - (i % 2);
            statistic.Update(value, i);
            restored.Update(value, i);
            Assert.Equal(BitConverter.DoubleToInt64Bits(statistic.Level), BitConverter.DoubleToInt64Bits(restored.Level));
        }

        Assert.Equal(Bytes(statistic), Bytes(restored));
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => Read<T>(bytes[..length]));
    }

    private static void AllocatesNothing<T>(T statistic)
        where T : struct, ISequentialStatistic
    {
        double sum = 0;
        for (int i = 0; i < 100; i++) statistic.Update(0.3, i);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++)
        {
            statistic.Update(i % 17 / 17.0, i);
            sum += statistic.Level;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.NotEqual(0, sum);
    }

    private static byte[] Bytes<T>(T statistic)
        where T : struct, IStateValue<T>
    {
        var output = new ArrayBufferWriter<byte>();
        statistic.Write(new(output));
        return output.WrittenSpan.ToArray();
    }

    private static T Read<T>(byte[] bytes)
        where T : struct, IStateValue<T>
    {
        var reader = new StateReader(bytes);
        return T.Read(ref reader);
    }
}
