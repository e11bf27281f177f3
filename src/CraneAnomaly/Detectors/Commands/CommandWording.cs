using System.Globalization;
using CraneAnomaly.Detectors.Policy;
using CraneAnomaly.Features;
using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Commands;

/// <summary>
/// Puts findings about commands into words: one plain sentence with the numbers, the reasons, and the other causes
/// that were considered.
/// </summary>
internal sealed class CommandWording(CommandReference reference, SymbolTable symbols)
{
    private static readonly RuledOut NoPermit =
        new("permitted maintenance", "not-observable", "no permits were given");

    public Finding FirstSeen(in FindingSketch sketch, in CommandEvent command, Novelty novelty, bool approved, RecordCopy copy)
    {
        string client = Client(command, copy), what = What(command, copy), where = Asset(command);
        string title = novelty.Aspect switch
        {
            NoveltyAspect.Client when novelty.FromController =>
                $"{client}, itself a controller that never gave a command, sent {what} to {where}",
            NoveltyAspect.Client => $"{client}, which never gave a command before, sent {what} to {where}",
            NoveltyAspect.Source => $"{client} sent {what} to {where}, which it never commanded before",
            NoveltyAspect.Function => $"{client} sent {what} to {where}: it never used this function there",
            NoveltyAspect.Range =>
                $"{client} sent {what} to {where}: outside of all addresses accessed there ({RangesOf(command)})",
            NoveltyAspect.Object => $"{client} sent {what} to {where} for the first time, at addresses known there",
            _ => $"{client} sent {what} to {where} with a value of a class it never wrote",
        };
        string basis = string.Create(CultureInfo.InvariantCulture,
            $"{reference.Requests:N0} commands of {reference.Assets.Commanders} known client{(reference.Assets.Commanders == 1 ? "" : "s")} learned");
        return new()
        {
            Sketch = sketch,
            Title = approved ? $"{title}, as the site's lists allow ({basis})" : $"{title} ({basis})",
            Asset = where,
            Evidence = copy,
            Threshold = 0,
            PValue = novelty.PValue,
            Signal = ObjectOf(command),
            After = ValueOf(copy),
            Expected = new(null, null, basis),
            Explanations =
            [
                new(novelty.Aspect.ToString().ToLowerInvariant(), client, KnownClients(), 0.6),
                new("function", symbols.Name(copy.Fixed.FunctionSymbol), command.Writes ? "changes the controller's state" : "reads", 0.25),
                new("address", ObjectOf(command) ?? "none", RangesOf(command) is { Length: > 0 } r ? r : "nothing accessed", 0.15),
            ],
            RuledOut = [NoPermit, new("a new device that was announced", "not-observable", "no device list was given")],
        };
    }

    public Finding Unlisted(in FindingSketch sketch, in CommandEvent command, string why, RecordCopy copy)
    {
        string client = Client(command, copy);
        return new()
        {
            Sketch = sketch,
            Title = $"{client} sent {What(command, copy)} to {Asset(command)}; it {why}",
            Asset = Asset(command),
            Evidence = copy,
            IsRule = true,
            Signal = ObjectOf(command),
            After = ValueOf(copy),
            Explanations = [new("writer", $"{client} {why}", "only approved writers change a controller's state", 1)],
            RuledOut = [NoPermit, new("a list that was not kept up to date", "possible", "somebody may have been allowed to without being entered")],
        };
    }

    public Finding UnsignedWriter(in FindingSketch sketch, in CommandEvent command, bool isSecond, RecordCopy copy) => new()
    {
        Sketch = sketch,
        Title = isSecond
            ? $"{Host(command.Client)} changes the state of {Host(command.Server)} besides its usual writer: it did so during learning, which nobody has signed off"
            : $"{Host(command.Client)} changes the state of controllers: it did so during learning, which nobody has signed off",
        Asset = Asset(command),
        Evidence = copy,
        IsRule = true,
        Signal = ObjectOf(command),
        After = ValueOf(copy),
        Explanations = [new("writer", Host(command.Client), "signed off by somebody", 1)],
        RuledOut = [NoPermit],
    };

    public Finding Critical(in FindingSketch sketch, in CommandEvent command, CriticalCommand rule, bool known, RecordCopy copy)
    {
        string client = Client(command, copy);
        return new()
        {
            Sketch = sketch,
            Title = $"{client} told {Asset(command)} to {rule.Meaning}"
                + (known ? "; it did so during learning, which nobody has signed off" : ""),
            Asset = Asset(command),
            Evidence = copy,
            IsRule = true,
            Signal = symbols.Name(copy.Fixed.FunctionSymbol),
            Explanations = [new("function", Function(copy), "only during permitted maintenance", 1)],
            RuledOut = [NoPermit],
        };
    }

    public Finding Sequence(in FindingSketch sketch, in CommandEvent command, double gram, double bits, double p, double threshold, RecordCopy copy) =>
        Statistic(sketch, command, copy, -Math.Log10(threshold), p,
            string.Create(CultureInfo.InvariantCulture,
                $"{Host(command.Client)} sent {What(command, copy)} to {Asset(command)} in an order never seen there ({bits:F1} bits of surprise)"),
            [
                new("surprise", bits.ToString("F1", CultureInfo.InvariantCulture) + " bits", "as learned", 0.5),
                new("unseen n-grams", gram.ToString("F2", CultureInfo.InvariantCulture), "0", 0.5),
            ]);

    public Finding Timing(in FindingSketch sketch, in CommandEvent command, Intervals.LearnedGaps learned, double p, double threshold, RecordCopy copy) =>
        Statistic(sketch, command, copy, -Math.Log10(threshold), p,
            string.Create(CultureInfo.InvariantCulture,
                $"{Host(command.Client)} sent {What(command, copy)} to {Asset(command)} at an unusual time: the gap before it is outside of {Seconds(learned.Shortest)} to {Seconds(learned.Longest)} s"),
            [new("gap", "outside", $"{Seconds(learned.Shortest)} to {Seconds(learned.Longest)} s", 1)]);

    public Finding Window(in FindingSketch sketch, in CommandEvent command, WindowOutcome outcome, double threshold, RecordCopy copy) =>
        Statistic(sketch, command, copy, -Math.Log10(threshold), outcome.PValue,
            $"What {Host(command.Client)} did with {Host(command.Server)} within 10 s fits no learned pattern: {outcome.Reason}",
            outcome.Explanations);

    public Finding Value(in FindingSketch sketch, in CommandEvent command, int address, double value, ValueEnvelope.LearnedValues learned, double threshold, RecordCopy copy) =>
        new()
        {
            Sketch = sketch,
            Title = string.Create(CultureInfo.InvariantCulture,
                $"{Client(command, copy)} wrote {value:F0} to {TableName(command.Table)} {address} of {Asset(command)}; {learned.Low:F0} to {learned.High:F0} was written before ({learned.Count:N0} times)"),
            Asset = Asset(command),
            Evidence = copy,
            Threshold = threshold,
            PValue = 1.0 / (learned.Count + 1),
            Signal = $"{TableName(command.Table)} {address}",
            After = value.ToString("F0", CultureInfo.InvariantCulture),
            Observed = value,
            Expected = new(learned.Low, learned.High, $"{learned.Count} writes learned"),
            Explanations = [new("value", value.ToString("F0", CultureInfo.InvariantCulture), $"{learned.Low:F0} to {learned.High:F0}", 1)],
            RuledOut = [NoPermit],
        };

    public Finding Scan(in FindingSketch sketch, in CommandEvent command, double distinct, double threshold, RecordCopy copy) =>
        new()
        {
            Sketch = sketch,
            Title = string.Create(CultureInfo.InvariantCulture,
                $"{Client(command, copy)} is scanning {Host(command.Server)}: {distinct:N0} different functions and addresses within a minute"),
            Asset = Asset(command),
            Evidence = copy,
            Threshold = threshold,
            PValue = Math.Pow(10, -sketch.Score),
            Observed = distinct,
            Explanations = [new("distinct targets a minute", distinct.ToString("N0", CultureInfo.InvariantCulture), "as learned for this network", 1)],
            RuledOut = [NoPermit, new("a new polling list", "possible", "a master that is set up anew reads many addresses once, at a steady pace")],
        };

    public Finding ExceptionBurst(in FindingSketch sketch, int client, int server, long events, long refused, double threshold, RecordCopy copy) =>
        new()
        {
            Sketch = sketch,
            Title = string.Create(CultureInfo.InvariantCulture,
                $"{Host(server)} refused {refused:N0} of the last {events:N0} commands of {Host(client)}"),
            Asset = $"{Host(server)}:{copy.Body.Flow.ResponderPort}/{copy.Fixed.Unit}",
            Evidence = copy,
            Threshold = threshold,
            PValue = Math.Pow(10, -sketch.Score),
            Observed = refused,
            Explanations = [new("exceptions", refused.ToString(CultureInfo.InvariantCulture), "rare", 1)],
            RuledOut = [NoPermit, new("a master with a wrong polling list", "possible", "it would be refused steadily, not in a burst")],
        };

    public Finding Conversation(in FindingSketch sketch, in ConversationEvent talk, in FlowIdentity flow, ConversationNovelty novelty, RecordCopy copy)
    {
        string client = Host(talk.Client), server = Host(talk.Server);
        string transport = flow.IpProtocol switch { 6 => "tcp", 17 => "udp", 1 or 58 => "icmp", _ => $"ip/{flow.IpProtocol}" };
        string title = novelty.Aspect switch
        {
            ConversationAspect.Hosts when novelty.FromController =>
                $"{client}, a controller, speaks with {server} on {transport} port {flow.ResponderPort}: these two never spoke before",
            ConversationAspect.Hosts => $"{client} speaks with {server} on {transport} port {flow.ResponderPort}: these two never spoke before",
            ConversationAspect.Service => $"{client} uses {transport} port {flow.ResponderPort} of {server}, a service never seen there",
            _ => $"{client} uses {transport} port {flow.ResponderPort} of {server} for the first time",
        };
        return new()
        {
            Sketch = sketch,
            Title = title,
            Asset = $"{server}:{flow.ResponderPort}",
            Evidence = copy,
            PValue = novelty.PValue,
            Explanations = [new(novelty.Aspect.ToString().ToLowerInvariant(), $"{client} -> {server}:{flow.ResponderPort}/{transport}", "not among those learned", 1)],
            RuledOut = [NoPermit, new("a new device that was announced", "not-observable", "no device list was given")],
        };
    }

    public Finding ProtocolViolation(in FindingSketch sketch, in OtRecord record, in FlowIdentity flow, RecordCopy copy)
    {
        var receiver = record.FromResponder ? flow.Originator : flow.Responder;
        long count = copy.Body.Is<GapBody>() ? copy.Body.Gap.Count : 1;
        string title = record.Violation == Violation.UnansweredRequests
            // The requests are the sender's, but it is the receiver who did something unusual.
            ? string.Create(CultureInfo.InvariantCulture,
                $"{receiver} did not answer {count:N0} {record.Protocol.Name()} request{(count == 1 ? "" : "s")} of {copy.Sender}")
            : $"{copy.Sender} sent impossible {record.Protocol.Name()} traffic to {receiver}: {record.Violation.Name()}";
        return new()
        {
            Sketch = sketch,
            Title = title,
            Asset = $"{flow.Responder}:{flow.ResponderPort}",
            Evidence = copy,
            IsRule = true,
            Explanations = [new("violation", record.Violation.Name(), "none", 1)],
            RuledOut = [new("loss on the mirror port", "possible", "a packet lost in front of it would look alike")],
        };
    }

    public Finding Loss(in FindingSketch sketch, in OtRecord record, RecordCopy copy) =>
        new()
        {
            Sketch = sketch,
            Title = string.Create(CultureInfo.InvariantCulture,
                $"{copy.Body.Gap.Bytes:N0} {(record.Violation == Violation.CaptureLoss ? "packets or messages" : "bytes")} of the traffic were not captured and not judged"),
            Asset = "capture",
            Evidence = copy,
            IsRule = true,
            Observed = copy.Body.Gap.Bytes,
        };

    /// <summary>A controller is left out by who goes on with others.</summary>
    public Finding LeftOut(in FindingSketch sketch, ExactKey stream, long nowNs, double threshold)
    {
        int client = (int)(stream.Low >> 32), server = (int)(uint)stream.Low;
        return new()
        {
            Sketch = sketch,
            Asset = $"{Host(server)} unit {stream.High & 0xFFFF}",
            Evidence = Nothing(stream, nowNs),
            Threshold = threshold,
            Title = string.Create(CultureInfo.InvariantCulture,
                $"{Host(client)} has stopped commanding {Host(server)} unit {stream.High & 0xFFFF} and goes on with others: {sketch.Score:0.0} times as long as it ever left it out while learning"),
            IsRule = true,
            Explanations = [new("pause, while others are commanded", string.Create(CultureInfo.InvariantCulture, $"{sketch.Score:0.0} times the longest learned"), "at most once as long", 1)],
            RuledOut =
            [
                NoPermit,
                new("a master or a network that failed", "excluded", "the same host goes on commanding others"),
                new("a crane that was taken out of service", "possible", "it is left out on purpose then"),
            ],
        };
    }

    public Finding Silence(in FindingSketch sketch, ExactKey stream, long nowNs, double threshold)
    {
        int client = (int)(stream.Low >> 32), server = (int)(uint)stream.Low, unit = (int)(stream.High & 0xFFFF);
        var learned = reference.Timing.Learned(stream);
        return new()
        {
            Sketch = sketch,
            Title = $"{Host(client)} has stopped commanding {Host(server)} unit {unit}: the longest pause learned is {Seconds(learned.Longest)} s",
            Asset = $"{Host(server)} unit {unit}",
            Evidence = Nothing(stream, nowNs),
            Threshold = threshold,
            PValue = Math.Pow(10, -sketch.Score),
            Expected = new(0, learned.Longest / 1e9, $"{learned.Count} pauses learned"),
            Unit = "s",
            Explanations = [new("pause", "still going on", $"at most {Seconds(learned.Longest)} s", 1)],
            RuledOut = [NoPermit, new("the capture lost this link", "possible", "a mirror port may have been changed")],
        };
    }

    // That nothing came has no record of its own.
    private RecordCopy Nothing(ExactKey stream, long nowNs)
    {
        var flow = FlowIdentity.None;
        flow.Originator = reference.Assets.Address((int)(stream.Low >> 32));
        flow.Responder = reference.Assets.Address((int)(uint)stream.Low);
        var body = new GapBody { Offset = -1, Count = 1 };
        var record = new OtRecord
        {
            TimestampNs = nowNs,
            Flow = -1,
            Kind = RecordKind.Gap,
            Protocol = (OtProtocol)(stream.High >> 16),
            Unit = (ushort)stream.High,
        };
        return new(record, new RecordBody(in flow, RecordBody.HeadOf(in body), default));
    }

    private Finding Statistic(
        in FindingSketch sketch, in CommandEvent command, RecordCopy copy, double threshold, double p,
        string title, IReadOnlyList<Explanation> explanations) => new()
        {
            Sketch = sketch,
            Title = title,
            Asset = Asset(command),
            Evidence = copy,
            Threshold = threshold,
            PValue = p,
            Signal = ObjectOf(command),
            After = ValueOf(copy),
            Explanations = explanations,
            RuledOut = [NoPermit],
        };

    private string Host(int number) => number == 0 ? "an unknown host" : reference.Assets.Address(number).ToString();

    // Past the cap of hosts a client has no number, and is named all the same.
    private string Client(in CommandEvent command, RecordCopy copy) =>
        command.Client == 0 && !copy.Body.Flow.Originator.IsNone ? copy.Body.Flow.Originator.ToString() : Host(command.Client);

    private string Asset(in CommandEvent command) =>
        string.Create(CultureInfo.InvariantCulture, $"{Host(command.Server)} unit {command.Unit}");

    private string What(in CommandEvent command, RecordCopy copy)
    {
        string value = ValueOf(copy) is { } written ? $" = {written}" : "";
        return ObjectOf(command) is { } target ? $"{Function(copy)} ({target}{value})" : Function(copy);
    }

    private string Function(RecordCopy copy)
    {
        string name = symbols.Name(copy.Fixed.FunctionSymbol).Replace('_', ' ');
        string sub = symbols.Name(copy.Body.Registers.SubfunctionSymbol).Replace('_', ' ');
        return sub.Length > 0 ? $"{name}: {sub}" : name;
    }

    private static string? ObjectOf(in CommandEvent command)
    {
        if (command.Address < 0) return null;
        string table = TableName(command.Table);
        return command.Quantity > 1
            ? string.Create(CultureInfo.InvariantCulture, $"{table} {command.Address}-{command.Address + command.Quantity - 1}")
            : string.Create(CultureInfo.InvariantCulture, $"{table} {command.Address}");
    }

    private static string? ValueOf(RecordCopy copy)
    {
        var body = copy.Body;
        if ((copy.Fixed.Flags & RecordFlags.Writes) == 0 || !body.Is<RegisterAccess>()) return null;
        ref readonly var access = ref body.Registers;
        if (access.Values == ValueKind.Bits && access.ValueCount == 1 && body.Payload.Length > 0)
            return (body.Payload[0] & 1) != 0 ? "on" : "off";
        if (access.Values == ValueKind.Registers && access.ValueCount == 1 && body.Payload.Length >= 2)
            return (body.Payload[0] << 8 | body.Payload[1]).ToString(CultureInfo.InvariantCulture);
        return access.ValueCount > 1 ? $"{access.ValueCount} values" : null;
    }

    private static string TableName(RegisterTable table) => table switch
    {
        RegisterTable.Coils => "coil",
        RegisterTable.DiscreteInputs => "discrete input",
        RegisterTable.HoldingRegisters => "holding register",
        RegisterTable.InputRegisters => "input register",
        _ => "object",
    };

    private static string Seconds(long ns) => (ns / 1e9).ToString("0.###", CultureInfo.InvariantCulture);

    private string RangesOf(in CommandEvent command) => reference.RangesOf(command.ServerTable)?.ToString() ?? "";

    private string KnownClients()
    {
        var known = reference.Assets.FirstCommanders;
        if (known.IsEmpty) return "no known client";
        var names = new string[known.Length];
        for (int i = 0; i < names.Length; i++) names[i] = Host(known[i]);
        return string.Join(", ", names);
    }
}
