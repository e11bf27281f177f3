using System.Runtime.CompilerServices;
using CraneAnomaly.Detectors;
using CraneAnomaly.Features;
using CraneAnomaly.Tests.Detectors.Support;

namespace CraneAnomaly.Tests.Contracts;

/// <summary>What every detector keeps to, whatever it detects.</summary>
public class DetectorContractTests
{
    internal static object? Canary { get; private set; }

    public static TheoryData<DetectorCase> Cases
    {
        get
        {
            var data = new TheoryData<DetectorCase>();
            var types = typeof(DetectorCase).Assembly.GetTypes();
            foreach (var type in types.OrderBy(type => type.FullName, StringComparer.Ordinal))
            {
                if (type.IsSubclassOf(typeof(DetectorCase)) && !type.IsAbstract)
                    data.Add((DetectorCase)Activator.CreateInstance(type)!);
            }

            return data;
        }
    }

    [Fact]
    public void Detectors_AllOfTheCore_HaveACase()
    {
        var covered = Cases.Select(row => row.Data.DetectorType).ToHashSet();
        var missing = typeof(IStreamingDetector).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(IStreamingDetector)))
            .Where(type => !covered.Contains(type));
        Assert.Empty(missing);
    }

    [Theory, MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Detector_IsPublicAndSealed(DetectorCase detectorCase)
    {
        Assert.True(detectorCase.DetectorType is { IsPublic: true, IsSealed: true });
        Assert.IsType(detectorCase.DetectorType, detectorCase.Create());
    }

    [Theory, MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Score_SameCalls_SameScores(DetectorCase detectorCase)
    {
        IStreamingDetector first = detectorCase.Create(), second = detectorCase.Create();
        var learned = detectorCase.Traffic(2_000, 1);
        DetectorCase.Learn(first, learned);
        DetectorCase.Learn(second, learned);
        foreach (var each in detectorCase.Traffic(2_000, 2))
            Assert.Equal(DetectorCase.Watch(first, each.Observation), DetectorCase.Watch(second, each.Observation));
    }

    [Theory, MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void ScoreAndIsReady_AnyState_ChangeNothing(DetectorCase detectorCase)
    {
        var detector = detectorCase.Create();
        var traffic = detectorCase.Traffic(2_000, 1);
        DetectorCase.Learn(detector, traffic[..1_000]);
        byte[] before = DetectorCase.Save(detector);
        foreach (var each in traffic[1_000..].Concat(detectorCase.Planted(traffic[^1].TimestampNs)))
        {
            if (detector.IsReady(each.Observation)) detector.Score(each.Observation);
        }

        Assert.Equal(before, DetectorCase.Save(detector));
    }

    [Theory, MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Advance_AfterLearning_KeepsTheReference(DetectorCase detectorCase)
    {
        // The anomaly comes a hundred times without being learned; the hundredth still stands out.
        var detector = detectorCase.Create();
        var traffic = detectorCase.Traffic(6_000, 1);
        DetectorCase.Learn(detector, traffic);
        double first = Last(detector, detectorCase.Planted(traffic[^1].TimestampNs));
        long hour = 3_600_000_000_000;
        for (int i = 1; i < 100; i++) Last(detector, detectorCase.Planted(traffic[^1].TimestampNs + i * hour));
        Assert.True(Last(detector, detectorCase.Planted(traffic[^1].TimestampNs + 100 * hour)) >= first / 2);
    }

    [Theory, MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Score_PlantedAnomaly_IsAboveNormal(DetectorCase detectorCase)
    {
        var detector = detectorCase.Create();
        var traffic = detectorCase.Traffic(12_000, 1);
        DetectorCase.Learn(detector, traffic[..9_000]);
        double normal = 0;
        foreach (var each in traffic[9_000..])
            normal = Math.Max(normal, DetectorCase.Watch(detector, each.Observation));

        double planted = Last(detector, detectorCase.Planted(traffic[^1].TimestampNs));
        Assert.True(planted > normal, $"planted {planted}, highest normal {normal}");
    }

    [Theory, MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void IsReady_BeforeAndAfterWarmUp_IsAsStated(DetectorCase detectorCase)
    {
        var detector = detectorCase.Create();
        var traffic = detectorCase.Traffic(detectorCase.WarmUp + 100, 1);
        Assert.Equal(detectorCase.ReadyAtOnce, detector.IsReady(traffic[0].Observation));
        DetectorCase.Learn(detector, traffic[..10]);
        Assert.Equal(detectorCase.ReadyAtOnce, detector.IsReady(traffic[10].Observation));
        DetectorCase.Learn(detector, traffic[10..detectorCase.WarmUp]);
        Assert.All(traffic[detectorCase.WarmUp..], each => Assert.True(detector.IsReady(each.Observation)));
    }

    [Theory, MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Score_ValuesThatAreNoNumbersAndTimesAtTheEdge_DoNotPoison(DetectorCase detectorCase)
    {
        var detector = detectorCase.Create();
        var traffic = detectorCase.Traffic(3_000, 1);
        DetectorCase.Learn(detector, traffic);
        double[] odd =
            [double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.MinValue, 0];
        for (int i = 0; i < 300; i++)
        {
            var hostile = traffic[i] with { Values = [odd[i % odd.Length], odd[i / 6 % odd.Length]] };
            long time = i % 3 == 0 ? hostile.TimestampNs : i % 3 == 1 ? long.MinValue : long.MaxValue;
            AssertScore(DetectorCase.Watch(detector, hostile.At(time)));
            detector.Learn(hostile.At(time));
        }

        foreach (var each in traffic) AssertScore(DetectorCase.Watch(detector, each.Observation));
        byte[] state = DetectorCase.Save(detector);
        Assert.Equal(state, DetectorCase.Save(detectorCase.Load(state)));
    }

    [Theory, MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Score_ConstantInput_IsFiniteAndLow(DetectorCase detectorCase)
    {
        var detector = detectorCase.Create();
        var one = detectorCase.Traffic(1, 1)[0];
        for (int i = 0; i < 2_000; i++)
        {
            double score = DetectorCase.Watch(detector, one.Observation);
            if (score >= 0) AssertScore(score);
            detector.Learn(one.Observation);
            if (i > 1_500) Assert.InRange(score, -1, 1);
        }
    }

    [Theory, MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void SaveLoad_InTheMiddle_ContinuesIdentically(DetectorCase detectorCase)
    {
        var detector = detectorCase.Create();
        var traffic = detectorCase.Traffic(4_000, 3);
        DetectorCase.Learn(detector, traffic[..2_000]);
        byte[] state = DetectorCase.Save(detector);
        var loaded = detectorCase.Load(state);
        Assert.Equal(state, DetectorCase.Save(loaded));
        for (int i = 2_000; i < traffic.Length; i++)
        {
            if (i % 2 == 0)
            {
                detector.Learn(traffic[i].Observation);
                loaded.Learn(traffic[i].Observation);
            }

            double score = DetectorCase.Watch(detector, traffic[i].Observation);
            Assert.Equal(score, DetectorCase.Watch(loaded, traffic[i].Observation));
        }

        Assert.Equal(DetectorCase.Save(detector), DetectorCase.Save(loaded));
    }

    [Theory, MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Load_CutAnywhere_SaysDamaged(DetectorCase detectorCase)
    {
        var detector = detectorCase.Create();
        DetectorCase.Learn(detector, detectorCase.Traffic(150, 1));
        byte[] state = DetectorCase.Save(detector);
        for (int length = 0; length < state.Length; length++)
            Assert.Throws<InvalidDataException>(() => detectorCase.Load(state.AsSpan(0, length)));
    }

    [Theory, MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Load_AnyByteChanged_SaysDamagedOrWorks(DetectorCase detectorCase)
    {
        var detector = detectorCase.Create();
        var traffic = detectorCase.Traffic(180, 1);
        DetectorCase.Learn(detector, traffic[..150]);
        byte[] state = DetectorCase.Save(detector);
        int loads = 0;
        for (int at = 0; at < state.Length; at++)
        {
            byte kept = state[at];
            state[at] ^= (byte)(at % 3 == 0 ? 0xFF : at % 3 == 1 ? 0x80 : 0x01);
            try
            {
                var loaded = detectorCase.Load(state);
                loads++;
                foreach (var each in traffic.AsSpan(140))
                {
                    double score = DetectorCase.Watch(loaded, each.Observation);
                    if (score >= 0) AssertScore(score);
                    loaded.Learn(each.Observation);
                }
            }
            catch (InvalidDataException)
            {
            }

            state[at] = kept;
        }

        Assert.InRange(loads, 1, state.Length - 20);
    }

    [Theory, MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Caps_MillionDifferentKeysAndStreams_Hold(DetectorCase detectorCase)
    {
        var detector = detectorCase.CreateSmall();
        int before = DetectorCase.Save(detector).Length;
        var one = detectorCase.Traffic(1, 1)[0];
        for (int i = 0; i < 1_000_000; i++)
        {
            var observation = new Observation
            {
                TimestampNs = one.TimestampNs + i * 1_000L,
                Stream = new ExactKey((ulong)(i % 3 == 0 ? i : 1), 5),
                Key = new ExactKey(3, (ulong)i),
                Values = one.Values,
            };
            detector.Learn(observation);
            detector.Advance(observation);
        }

        int after = DetectorCase.Save(detector).Length;
        if (detectorCase.KeepsTraffic) Assert.True(detectorCase.Dropped(detector) > 100_000);
        else Assert.Equal(before, after);
        Assert.InRange(after, 1, 600_000);
    }

    [Theory, MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Score_MillionEventsInSteadyState_AllocatesNothing(DetectorCase detectorCase)
    {
        var detector = detectorCase.Create();
        var traffic = detectorCase.Traffic(4_096, 1);
        DetectorCase.Learn(detector, traffic);
        Run(detector, traffic, 4_096);
        Run(detector, traffic, 50_000);
        Assert.Equal(0, Run(detector, traffic, 1_000_000));

        long before = GC.GetAllocatedBytesForCurrentThread();
        Canary = before;
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before >= 16, "the meter shows nothing");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Run(IStreamingDetector detector, DetectorEvent[] traffic, int count)
    {
        long shift = traffic[^1].TimestampNs - traffic[0].TimestampNs + PollingTraffic.Step;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < count; i++)
        {
            var each = traffic[i & 4_095];
            var observation = each.At(each.TimestampNs + (1 + (i >> 12)) * shift);
            if (detector.IsReady(observation)) detector.Score(observation);
            detector.Learn(observation);
            detector.Advance(observation);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static double Last(IStreamingDetector detector, DetectorEvent[] events)
    {
        double score = -1;
        foreach (var each in events) score = DetectorCase.Watch(detector, each.Observation);
        return score;
    }

    private static void AssertScore(double score) =>
        Assert.True(double.IsFinite(score) && score >= -1, $"{score} is no score");
}
