using CraneAnomaly.Detectors.Intervals;
using CraneAnomaly.Detectors.Policy;
using CraneAnomaly.Features;
using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Commands;

/// <summary>
/// Where the detectors hold what they know of a stream of commands, and of each command in it: what comes again and
/// again is judged without asking each table of each detector where it is. It decides nothing: past its caps, the tables
/// are asked every time.
/// </summary>
internal sealed class CommandPlaces
{
    private const int MaxStreams = 65_536; // the key of a command has room for 16 bits
    private const int MaxCommands = 262_144;
    private const int FlowSlots = 4_096;

    private readonly ExactTable<StreamPlace> _streams = new(MaxStreams);
    private readonly ExactTable<CommandPlace> _commands = new(MaxCommands);
    private readonly FlowPlace[] _flows = new FlowPlace[FlowSlots];
    private StreamPlace _otherStream;
    private CommandPlace _otherCommand;
    private FlowPlace _otherFlow;

    /// <param name="commands">Commands that were learned, which are likely to come.</param>
    public CommandPlaces(int commands)
    {
        _commands.EnsureRoom(commands);
        Array.Fill(_flows, new() { Flow = -1 });
    }

    /// <summary>What is known of the flow of a record.</summary>
    public ref FlowPlace Flow(in OtRecord record, RecordBody body, AssetTable assets)
    {
        ref var flow = ref _otherFlow;
        if (record.Flow >= 0)
        {
            flow = ref _flows[record.Flow & (FlowSlots - 1)];
            if (flow.Flow == record.Flow) return ref flow;
        }

        flow = new()
        {
            Flow = record.Flow,
            Client = assets.Number(body.Flow.Originator),
            Server = assets.Number(body.Flow.Responder),
            Stream = -1,
            Burst = -1,
        };
        return ref flow;
    }

    /// <summary>The places of a command and of its stream; both are good until the next call.</summary>
    public ref CommandPlace Command(ref FlowPlace flow, in CommandEvent command, out int stream)
    {
        if (flow.Stream < 0 || flow.Unit != command.Unit || flow.Protocol != command.Protocol)
        {
            flow.Stream = _streams.FindOrAdd(command.Stream, out bool first);
            (flow.Unit, flow.Protocol) = (command.Unit, command.Protocol);
            if (first) _streams[flow.Stream] = StreamPlace.New();
        }

        stream = flow.Stream;
        if (stream < 0)
        {
            _otherStream = StreamPlace.New();
            _otherCommand = CommandPlace.New();
            return ref _otherCommand;
        }

        // The number of the stream goes where the key of the value leaves room: the key stays exact.
        var key = command.ValueKey;
        int index = _commands.FindOrAdd(
            new(key.High | (ulong)(stream & 0xFF) << 8 | (ulong)(stream >> 8) << 48, key.Low), out bool added);
        if (index < 0)
        {
            _otherCommand = CommandPlace.New();
            return ref _otherCommand;
        }

        if (added) _commands[index] = CommandPlace.New();
        return ref _commands[index];
    }

    /// <summary>The places of a stream.</summary>
    public ref StreamPlace Stream(int number)
    {
        if (number < 0) return ref _otherStream;
        return ref _streams[number];
    }
}

/// <summary>The hosts of a flow, and the places of the last stream of commands in it.</summary>
internal struct FlowPlace
{
    public int Flow, Client, Server, Stream, Burst;
    public ushort Unit;
    public OtProtocol Protocol;
    public bool Served;
}

/// <summary>The places of a stream: client, server and unit.</summary>
internal struct StreamPlace
{
    public NoveltyStreams Novelty;
    public int Grams, GramRecent, Surprise, SurpriseRecent, Poll;
    public AssetRoles Roles;
    public bool IsAsked, HasNovelty, WriterJudged;

    public static StreamPlace New() => new() { Grams = -1, GramRecent = -1, Surprise = -1, SurpriseRecent = -1, Poll = -1 };
}

/// <summary>The places of a command in its stream.</summary>
internal struct CommandPlace
{
    public GapPlace Gaps;
    public int GramCode, Gram, SurpriseCode, Transition;

    /// <summary>Whether it was asked where the command is; what was found stays, what was not may come by
    /// learning.</summary>
    public bool IsAsked;

    /// <summary>Known in all respects, and for learning more than once.</summary>
    public bool IsSettled;

    /// <summary>Whether its addresses are among those accessed.</summary>
    public bool IsInRange;

    /// <summary>What the site's lists say of it.</summary>
    public Standing Standing;

    public static CommandPlace New() => new() { Gaps = new(-1, -1), Gram = -1, Transition = -1 };
}
