using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Leaks;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Tests.Detectors.Leaks;

/// <summary>A crane that moves a container every minute or two, read every half minute, and somebody who sends.</summary>
public sealed class FollowRulesTests : IFindingSink
{
    private const long SecondNs = 1_000_000_000, PollNs = 30 * SecondNs, BeginNs = 1_800_000_000 * SecondNs;

    private static readonly IpAddress s_inside = IpAddress.FromV4(0x0A_14_00_05), s_cloud = IpAddress.FromV4(0xC6_33_64_50);

    private readonly List<(Finding Finding, int Moves)> _told = [];
    private readonly SymbolTable _symbols = new(100);
    private readonly FollowRules _rules;
    private readonly CraneState _crane;
    private readonly int _name;
    private int _moves;

    public FollowRulesTests()
    {
        _rules = new(new Perimeter(new()), new HashSet<IpAddress>(), this);
        _name = _symbols.Intern("QC01");
        _crane = new("QC01", 0, new(null), _symbols);
    }

    bool IFindingSink.Absorb(in FindingSketch sketch, in OtRecord record, RecordBody body, long fileOffset) => false;

    void IFindingSink.Report(Finding finding) => _told.Add((finding, _moves));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Speech_AfterEachMove_IsToldWithinTwoHundred(int seed)
    {
        Run(seed, 230, (random, moveNs) => [moveNs + random.NextInt64(2 * SecondNs, 8 * SecondNs)]);

        var (finding, moves) = Assert.Single(_told);
        Assert.InRange(moves, 24, 200);
        Assert.Equal(("exfiltration.follows-jobs", "QC01"), (finding.Name, finding.Crane));
        Assert.Contains("198.51.100.80:443", finding.Title, StringComparison.Ordinal);
    }

    // A clock in step with the rows, one that is not, one about as slow as the crane, and chance: none of it follows anything.
    [Theory]
    [InlineData(60, 0)]
    [InlineData(60, 17)]
    [InlineData(47, 5)]
    [InlineData(105, 3)]
    [InlineData(300, 44)]
    public void Speech_ByAClock_FollowsNothing(int periodSeconds, int phase)
    {
        long next = BeginNs + phase * SecondNs;
        Run(7, 4_000, (_, moveNs) =>
        {
            var times = new List<long>();
            for (; next <= moveNs; next += periodSeconds * SecondNs) times.Add(next);
            return times;
        });

        Assert.Empty(_told);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(90)]
    [InlineData(600)]
    public void Speech_ByChance_FollowsNothing(int meanSeconds)
    {
        var chance = new Random(99);
        long next = BeginNs;
        Run(8, 4_000, (_, moveNs) =>
        {
            var times = new List<long>();
            for (; next <= moveNs; next += 1 + (long)(-Math.Log(1 - chance.NextDouble()) * meanSeconds * SecondNs)) times.Add(next);
            return times;
        });

        Assert.Empty(_told);
    }

    // Both rest by night: that they are awake together is no sign that one follows the other.
    [Fact]
    public void Speech_InTheHoursOfWork_FollowsNothing()
    {
        var chance = new Random(4);
        long next = BeginNs;
        Run(9, 4_000, (_, moveNs) =>
        {
            var times = new List<long>();
            for (; next <= moveNs; next += chance.NextInt64(20 * SecondNs, 160 * SecondNs))
                if (IsWork(next)) times.Add(next);
            return times;
        }, IsWork);

        Assert.Empty(_told);
    }

    private static bool IsWork(long ns) => ns / (3_600 * SecondNs) % 24 is >= 6 and < 14;

    private void Run(int seed, int moves, Func<Random, long, IReadOnlyList<long>> speak, Func<long, bool>? works = null)
    {
        var random = new Random(seed);
        var speech = new PriorityQueue<long, long>();
        long moveNs = BeginNs, pollNs = BeginNs;
        for (int i = 0; i < moves; i++)
        {
            do moveNs += random.NextInt64(60 * SecondNs, 150 * SecondNs);
            while (works is not null && !works(moveNs));
            foreach (long at in speak(random, moveNs)) speech.Enqueue(at, at);
            for (; pollNs <= moveNs; pollNs += PollNs)
            {
                while (speech.TryPeek(out long at, out _) && at <= pollNs) Speak(speech.Dequeue());
                Row(pollNs);
            }

            _moves++;
        }
    }

    private void Row(long ns)
    {
        Assert.True(SignalCatalog.TryFind("tos.moves", out var signal));
        _crane.Update(ns, [new() { Signal = signal, Type = SignalType.Number, Number = _moves }]);
        _rules.OnRow(_crane, new() { TimestampNs = ns, Crane = _name, Kind = RecordKind.Measurement });
    }

    private void Speak(long ns)
    {
        var flow = new FlowIdentity { Originator = s_inside, Responder = s_cloud, ResponderPort = 443, IpProtocol = 6 };
        _rules.OnSpeech(new() { TimestampNs = ns, Kind = RecordKind.Burst, Transaction = 62, Protocol = OtProtocol.Tls }, new(in flow, default, default));
    }
}
