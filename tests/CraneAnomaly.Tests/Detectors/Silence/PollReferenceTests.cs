using System.Buffers;
using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Silence;
using CraneAnomaly.Features;

namespace CraneAnomaly.Tests.Detectors.Silence;

/// <summary>A master that asks three controllers every half minute, a second after each other.</summary>
public class PollReferenceTests
{
    private const long SecondNs = 1_000_000_000;
    private const int Master = 1, Other = 2, FirstServer = 11;

    private readonly PollReference _polls = new();

    [Fact]
    public void Controller_ThatIsLeftOut_IsSeenWithinTwoIntervals()
    {
        long ns = Learn();
        for (int i = 0; i < 2; i++) ns = Round(ns, learns: false, leftOut: 1);

        Assert.InRange(_polls.LeftOut(Place(1)), 1.25, 3);
        Assert.InRange(_polls.LeftOut(Place(0)), 0, 1);
    }

    [Fact]
    public void Master_ThatIsSilentAltogether_LeavesNobodyOut()
    {
        long ns = Round(Learn() + 3_600 * SecondNs, learns: false);

        Assert.All(Enumerable.Range(0, 3), server => Assert.InRange(_polls.LeftOut(Place(server)), 0, 1));
        Assert.True(ns > 0);
    }

    // Learned with a restart of the master in it, which is no time for which one of them was left out.
    [Fact]
    public void Restart_WhileLearning_HidesNothing()
    {
        long ns = Learn();
        ns += 600 * SecondNs;
        for (int i = 0; i < 300; i++) ns = Round(ns, learns: true);
        for (int i = 0; i < 2; i++) ns = Round(ns, learns: false, leftOut: 2);

        Assert.InRange(_polls.LeftOut(Place(2)), 1.25, 3);
    }

    [Fact]
    public void Commands_OfPeople_AreNoPolling()
    {
        var random = new Random(3);
        long ns = 0;
        for (int i = 0; i < 2_000; i++)
        {
            ns += (long)(-Math.Log(1 - random.NextDouble()) * 60 * SecondNs);
            _polls.OnCommand(_polls.PlaceOf(Stream(Other, FirstServer), true), Other, ns, true, true);
            _polls.OnCommand(_polls.PlaceOf(Stream(Other, 99), true), Other, ns + SecondNs, true, true);
        }

        for (int i = 0; i < 1_000; i++) _polls.OnCommand(_polls.PlaceOf(Stream(Other, 99), false), Other, ns += SecondNs, true, false);
        Assert.Equal(0, _polls.LeftOut(_polls.PlaceOf(Stream(Other, FirstServer), false)));
    }

    [Fact]
    public void Writer_ThatWritesLess_IsTheSecond()
    {
        long ns = Learn();
        for (int i = 0; i < 10; i++) Write(Master, 9);
        for (int i = 0; i < 3; i++) Write(Other, 2);

        var again = Again();
        Assert.True(again.IsSecondWriter(Other, FirstServer));
        Assert.False(again.IsSecondWriter(Master, FirstServer));
        Assert.False(again.IsSecondWriter(Other, FirstServer + 1));

        void Write(int client, int times)
        {
            for (int i = 0; i < times; i++)
                _polls.OnCommand(_polls.PlaceOf(Stream(client, FirstServer), true), client, ns += SecondNs, true, true);
        }
    }

    [Fact]
    public void State_ReadAgain_JudgesTheSame()
    {
        Learn();
        var again = Again();

        Assert.Equal(_polls.Count, again.Count);
        long ns = 0;
        Assert.Equal(0, again.LeftOut(again.PlaceOf(Stream(Master, FirstServer), false)));
        for (int round = 0; round < 3; round++, ns += 30 * SecondNs)
        {
            for (int server = round == 0 ? 0 : 1; server < 3; server++)
                again.OnCommand(again.PlaceOf(Stream(Master, FirstServer + server), false), Master, ns + server * SecondNs, false, false);
        }

        Assert.True(again.LeftOut(again.PlaceOf(Stream(Master, FirstServer), false)) > 0.1);
    }

    [Fact]
    public void State_WithAStreamTwice_IsDamaged()
    {
        var state = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(state);
        writer.Section("polls", 1);
        writer.WriteInt32(2);
        for (int i = 0; i < 2; i++)
        {
            writer.WriteKey(Stream(1, 2));
            for (int field = 0; field < 6; field++) writer.WriteInt64(0);
        }

        Assert.Throws<InvalidDataException>(() =>
        {
            var reader = new StateReader(state.WrittenSpan);
            PollReference.Load(ref reader);
        });
    }

    private PollReference Again()
    {
        var state = new ArrayBufferWriter<byte>();
        _polls.Save(new StateWriter(state));
        var reader = new StateReader(state.WrittenSpan);
        return PollReference.Load(ref reader);
    }

    private long Learn()
    {
        long ns = SecondNs;
        for (int i = 0; i < 300; i++) ns = Round(ns, learns: true);
        return ns;
    }

    private long Round(long ns, bool learns, int leftOut = -1)
    {
        // Nine more, so that the master is never quiet for long.
        for (int server = 0; server < 10; server++)
        {
            if (server != leftOut) _polls.OnCommand(Place(server, learns), Master, ns + 3 * server * SecondNs, false, learns);
        }

        return ns + 30 * SecondNs;
    }

    private int Place(int server, bool learns = false) => _polls.PlaceOf(Stream(Master, FirstServer + server), learns);

    private static ExactKey Stream(int client, int server) => new(1UL << 16, (ulong)(uint)client << 32 | (uint)server);
}
