using System.Runtime.CompilerServices;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Telemetry.Names;
using CraneAnomaly.Telemetry.Rows;
using CraneAnomaly.Telemetry.Text;

namespace CraneAnomaly.Telemetry.Json;

/// <summary>
/// Reads messages whose keys stand in any order: TIC 4.0 nested and flat, and plain objects with the catalog's names.
/// Strict (RFC 8259), without recursion, and nothing is taken of a message that is wrong anywhere.
/// </summary>
internal sealed class JsonMessageReader(NameTable names, CraneNames cranes, Limits limits)
{
    private readonly JsonFrame[] _frames = new JsonFrame[Math.Clamp(limits.Nesting, 1, 1024)];
    private TemplateStep[] _steps = new TemplateStep[64];
    private byte[] _key = new byte[256];
    private int _depth;
    private int _stepCount;
    private int _previous;
    private bool _tracing;
    private bool _regular;

    /// <summary>What varied in the last message, if it was traced and can be learned.</summary>
    public ReadOnlySpan<TemplateStep> Steps => _regular ? _steps.AsSpan(0, _stepCount) : default;

    /// <summary>Reads one message, which is known to be UTF-8.</summary>
    public Violation Read(ReadOnlySpan<byte> text, RowMessage message, bool trace)
    {
        message.Begin();
        (_tracing, _regular, _stepCount, _depth, _previous) = (trace, trace, 0, 0, NameTable.Root);
        int at = JsonToken.SkipSpace(text, 0);
        if ((uint)at >= (uint)text.Length || text[at] != '{') return Violation.MalformedLine;
        Push(NameTable.Root, isArray: false, crane: 0, time: -1);
        at++;
        while (_depth > 0)
        {
            var wrong = Step(text, ref at, message);
            if (wrong != Violation.None) return wrong;
        }

        return JsonToken.SkipSpace(text, at) == text.Length ? message.Finish(text) : Violation.MalformedLine;
    }

    // One entry of the innermost object or array, or its end.
    private Violation Step(ReadOnlySpan<byte> text, ref int at, RowMessage message)
    {
        ref var frame = ref _frames[_depth - 1];
        at = JsonToken.SkipSpace(text, at);
        if ((uint)at >= (uint)text.Length) return Violation.MalformedLine;
        if (text[at] == (frame.IsArray ? ']' : '}'))
        {
            at++;
            return Close(text, ref frame, message);
        }

        if (frame.HasItems)
        {
            if (text[at] != ',') return Violation.MalformedLine;
            at = JsonToken.SkipSpace(text, at + 1);
        }

        frame.HasItems = true;
        int name = frame.Name, crane = frame.Crane;
        if (!frame.IsArray)
        {
            var wrong = ReadKey(text, ref at, ref frame, message, out name, ref crane);
            if (wrong != Violation.None) return wrong;
        }

        if ((uint)at >= (uint)text.Length) return Violation.MalformedLine;
        switch (text[at])
        {
            case (byte)'{' or (byte)'[':
                if (_depth == _frames.Length) return Violation.NestingTooDeep;
                return Open(text[at++] == '[', name, frame, message);
            case (byte)'"':
                return ReadText(text, ref at, ref frame, name, crane, message);
            case (byte)'t' or (byte)'f' or (byte)'n':
                return ReadLiteral(text, ref at, ref frame, name, crane, message);
            default:
                return ReadNumber(text, ref at, ref frame, name, crane, message);
        }
    }

    private Violation ReadKey(
        ReadOnlySpan<byte> text, ref int at, ref JsonFrame frame, RowMessage message, out int name, ref int crane)
    {
        name = -1;
        int end = JsonToken.ReadString(text, at, out var key, out bool escaped);
        if (end < 0) return Violation.MalformedLine;
        int keyAt = at + 1;
        at = JsonToken.SkipSpace(text, end);
        if ((uint)at >= (uint)text.Length || text[at] != ':') return Violation.MalformedLine;
        at = JsonToken.SkipSpace(text, at + 1);
        if (escaped)
        {
            _regular = false;
            if (_key.Length < key.Length) _key = new byte[key.Length];
            int length = JsonToken.Unescape(key, _key);
            if (length < 0) return Violation.InvalidEncoding;
            key = _key.AsSpan(0, length);
        }

        int parent = frame.Name;
        if (parent < 0) return Violation.None;
        if (parent == NameTable.Root && key.StartsWith("che.@"u8))
        {
            var wrong = ReadCrane(ref key, keyAt + 5, message, ref crane);
            if (wrong != Violation.None) return wrong;
            parent = NameTable.Crane;
        }

        name = names.GetBehind(ref _previous, parent, key);
        if (name < 0) return Violation.None;
        ref var entry = ref names[name];
        long place = frame.Ordinal * 256 + crane;
        if (entry.LastObject == place) return Violation.DuplicateKey;
        entry.LastObject = place;
        return Violation.None;
    }

    // JSON-flat: che.@ID. or che.@. in front of a path.
    private Violation ReadCrane(ref ReadOnlySpan<byte> key, int idAt, RowMessage message, ref int crane)
    {
        var rest = key[5..];
        int dot = rest.IndexOf((byte)'.');
        if (dot < 0) return Violation.MissingCrane;
        key = rest[(dot + 1)..];
        if (dot == 0) return Violation.None;
        var wrong = cranes.Get(rest[..dot], out int symbol);
        if (wrong != Violation.None) return wrong;
        crane = message.FindCrane(symbol);
        Trace(idAt, idAt + dot, StepKind.CraneInPath, -1, isQuoted: true);
        return crane < 0 ? Violation.TooManyValues : Violation.None;
    }

    private Violation Open(bool isArray, int name, in JsonFrame parent, RowMessage message)
    {
        int crane = parent.Crane;
        bool isCrane = !isArray && name >= 0 && names[name].Parent == NameTable.Root && name != NameTable.Root
            && names[name].Key.AsSpan().SequenceEqual("che"u8);
        if (isCrane)
        {
            crane = message.AddCrane(SymbolTable.None);
            if (crane < 0) return Violation.TooManyValues;
        }

        Push(name, isArray, crane, parent.Time);
        _frames[_depth - 1].IsCrane = isCrane;
        return Violation.None;
    }

    private void Push(int name, bool isArray, int crane, int time) => _frames[_depth++] = new()
    {
        Name = name,
        Ordinal = names.NextOrdinal(),
        IsArray = isArray,
        Crane = crane,
        Time = time,
        Value = -1,
        QualityStep = -1,
    };

    // A value of an observed property is known once the object is over: its unit may stand behind it.
    private Violation Close(ReadOnlySpan<byte> text, ref JsonFrame frame, RowMessage message)
    {
        _depth--;
        if (frame.Value < 0) return Violation.None;
        ref var raw = ref message[frame.Value];
        raw.Name = names.GetProperty(frame.Name, text[frame.Point], text[frame.Type], text[frame.Unit]);
        (raw.Time, raw.Quality) = (frame.Time, frame.Quality);
        if (_tracing && frame.QualityStep >= 0) _steps[frame.QualityStep].Value = frame.Value;
        return Violation.None;
    }

    private Violation ReadText(
        ReadOnlySpan<byte> text, ref int at, ref JsonFrame frame, int name, int crane, RowMessage message)
    {
        int start = at + 1;
        at = JsonToken.ReadString(text, at, out var content, out bool escaped);
        if (at < 0) return Violation.MalformedLine;
        int length = content.Length, textAt = start;
        if (escaped)
        {
            _regular = false;
            textAt = message.Rewrite(content, out length);
            if (textAt < 0) return Violation.InvalidEncoding;
            content = message.Rewritten(textAt, length);
        }

        var role = frame.IsArray ? NameRole.Ignored : RoleOf(name);
        switch (role)
        {
            case NameRole.Value or NameRole.OwnValue:
                int raw = message.AddRaw(RawKind.Text, name, crane, frame.Time);
                if (raw < 0) return Violation.TooManyValues;
                ref var value = ref message[raw];
                (value.Start, value.Length, value.IsRewritten) = (textAt, length, escaped);
                Trace(start, at - 1, StepKind.Text, raw, isQuoted: true);
                Own(ref frame, role, name, raw, message);
                return Violation.None;
            case NameRole.Crane:
                return TakeCrane(content, start, ref message.Crane(0));
            case NameRole.Id when frame.IsCrane:
                return TakeCrane(content, start, ref message.Crane(frame.Crane));
            case NameRole.Time or NameRole.MessageTime or NameRole.ReceivedTime:
                return TakeTime(content, start, isQuoted: true, role, ref frame, message);
            case NameRole.Quality or NameRole.OwnQuality:
                return TakeQuality(content, start, role, name, ref frame, message);
            case NameRole.Unit:
                return TakeUnit(content, name, message);
            case NameRole.Point:
                frame.Point = textAt..(textAt + length);
                break;
            case NameRole.PointType:
                frame.Type = textAt..(textAt + length);
                break;
            case NameRole.OwnUnit:
                frame.Unit = textAt..(textAt + length);
                break;
            default:
                Trace(start, at - 1, StepKind.SkippedString, -1, isQuoted: true);
                return Violation.None;
        }

        // These would point into other memory; no writer escapes them.
        return escaped ? Violation.MalformedLine : Violation.None;
    }

    private Violation ReadNumber(
        ReadOnlySpan<byte> text, ref int at, ref JsonFrame frame, int name, int crane, RowMessage message)
    {
        int used = DecimalText.Read(text[at..], out double number);
        if (used == 0) return WrongNumber(text[at..]);
        int start = at;
        at += used;
        var role = frame.IsArray ? NameRole.Ignored : RoleOf(name);
        switch (role)
        {
            case NameRole.Value or NameRole.OwnValue:
                int raw = message.AddRaw(RawKind.Number, name, crane, frame.Time);
                if (raw < 0) return Violation.TooManyValues;
                ref var value = ref message[raw];
                (value.Number, value.Start, value.Length) = (number, start, used);
                Trace(start, at, StepKind.Number, raw, isQuoted: false);
                Own(ref frame, role, name, raw, message);
                return Violation.None;
            case NameRole.Crane:
                _regular = false;
                return TakeCrane(text.Slice(start, used), start, ref message.Crane(0));
            case NameRole.Id when frame.IsCrane:
                _regular = false;
                return TakeCrane(text.Slice(start, used), start, ref message.Crane(frame.Crane));
            case NameRole.Time or NameRole.MessageTime or NameRole.ReceivedTime:
                return TakeTime(text.Slice(start, used), start, isQuoted: false, role, ref frame, message);
            case NameRole.Quality or NameRole.OwnQuality:
                _regular = false;
                return TakeQuality(text.Slice(start, used), start, role, name, ref frame, message);
            default:
                Trace(start, at, StepKind.SkippedScalar, -1, isQuoted: false);
                return Violation.None;
        }
    }

    private Violation ReadLiteral(
        ReadOnlySpan<byte> text, ref int at, ref JsonFrame frame, int name, int crane, RowMessage message)
    {
        int length = JsonToken.MeasureLiteral(text, at);
        if (length == 0) return Violation.MalformedLine;
        int start = at;
        at += length;
        var role = frame.IsArray ? NameRole.Ignored : RoleOf(name);
        if (text[start] == 'n')
        {
            // Not sampled; it stays a part of the literals. A crane or a time cannot be null.
            return role switch
            {
                NameRole.Crane => Violation.MissingCrane,
                NameRole.Id when frame.IsCrane => Violation.MissingCrane,
                NameRole.Time or NameRole.MessageTime => Violation.InvalidTimestamp,
                _ => Violation.None,
            };
        }

        if (role is NameRole.Value or NameRole.OwnValue)
        {
            int raw = message.AddRaw(RawKind.Flag, name, crane, frame.Time);
            if (raw < 0) return Violation.TooManyValues;
            ref var value = ref message[raw];
            (value.Number, value.Start, value.Length) = (text[start] == 't' ? 1 : 0, start, length);
            Trace(start, at, StepKind.Flag, raw, isQuoted: false);
            Own(ref frame, role, name, raw, message);
            return Violation.None;
        }

        if (role is NameRole.Crane or NameRole.Time or NameRole.MessageTime) return Violation.MalformedLine;
        Trace(start, at, StepKind.SkippedScalar, -1, isQuoted: false);
        return Violation.None;
    }

    // RFC 8259, 6: "Numeric values that cannot be represented in the grammar (such as Infinity and NaN) are not
    // permitted." Some writers do it all the same.
    private static Violation WrongNumber(ReadOnlySpan<byte> text)
    {
        var word = text.TrimStart((byte)'-');
        return word.StartsWith("NaN"u8) || word.StartsWith("Inf"u8) || word.StartsWith("nan"u8) || word.StartsWith("inf"u8)
            ? Violation.NonFiniteValue
            : Violation.MalformedLine;
    }

    private NameRole RoleOf(int name)
    {
        if (name < 0) return NameRole.Ignored;
        var role = names[name].Role;
        return role == NameRole.Unresolved ? names.Resolve(name) : role;
    }

    private void Own(ref JsonFrame frame, NameRole role, int name, int raw, RowMessage message)
    {
        if (role == NameRole.OwnValue)
        {
            frame.Value = raw;
            return;
        }

        ref var entry = ref names[name];
        if (entry.LastMessage == message.Ordinal && entry.LastValue < 0)
        {
            // Its quality or unit came first.
            ApplyEarlier(ref entry, raw, message);
        }

        (entry.LastMessage, entry.LastValue) = (message.Ordinal, raw);
    }

    private Violation TakeCrane(ReadOnlySpan<byte> id, int start, ref int place)
    {
        var wrong = cranes.Get(id, out int symbol);
        if (wrong != Violation.None) return wrong;

        // Two names for one crane: nobody can say of which it is.
        if (place != SymbolTable.None && place != symbol) return Violation.MissingCrane;
        place = symbol;
        Trace(start, start + id.Length, StepKind.Crane, -1, isQuoted: true);
        return Violation.None;
    }

    private Violation TakeTime(
        ReadOnlySpan<byte> time, int start, bool isQuoted, NameRole role, ref JsonFrame frame, RowMessage message)
    {
        if (!TimeText.TryRead(time, out long ns)) return Violation.InvalidTimestamp;
        StepKind kind;
        if (role == NameRole.ReceivedTime)
        {
            (message.ReceivedNs, kind) = (ns, StepKind.ReceivedTime);
        }
        else if (role == NameRole.MessageTime)
        {
            (message.SentNs, kind) = (ns, StepKind.SentTime);
        }
        else if (frame.Name == NameTable.Root)
        {
            (message.MessageNs, kind) = (ns, StepKind.MessageTime);
        }
        else
        {
            frame.Time = message.FindTime(ns);
            kind = StepKind.OwnTime;
            if (frame.Time < 0) return Violation.TooManyValues;
        }

        Trace(start, start + time.Length, kind, -1, isQuoted);
        return Violation.None;
    }

    private Violation TakeQuality(
        ReadOnlySpan<byte> text, int start, NameRole role, int name, ref JsonFrame frame, RowMessage message)
    {
        if (!Qualities.TryRead(text, out var quality)) return Violation.UnreadableValue;
        if (role == NameRole.OwnQuality)
        {
            frame.Quality = quality;
            frame.QualityStep = _stepCount;
            Trace(start, start + text.Length, StepKind.Quality, -1, isQuoted: true);
            return Violation.None;
        }

        ref var of = ref names[names[name].Base];
        if (of.LastMessage == message.Ordinal && of.LastValue >= 0)
        {
            message[of.LastValue].Quality = quality;
            Trace(start, start + text.Length, StepKind.Quality, of.LastValue, isQuoted: true);
            return Violation.None;
        }

        // In front of its value.
        _regular = false;
        (of.LastMessage, of.LastValue) = (message.Ordinal, -1 - (int)quality);
        return Violation.None;
    }

    private Violation TakeUnit(ReadOnlySpan<byte> unit, int name, RowMessage message)
    {
        int value = names[name].Base;
        ref var of = ref names[value];
        int withUnit = names.GetWithUnit(value, unit);
        of = ref names[value];
        if (of.LastMessage == message.Ordinal && of.LastValue >= 0)
        {
            message[of.LastValue].Name = withUnit;
            return Violation.None;
        }

        _regular = false;
        (of.LastMessage, of.LastValue) = (message.Ordinal, -16 - withUnit);
        return Violation.None;
    }

    private static void ApplyEarlier(ref NameEntry entry, int raw, RowMessage message)
    {
        if (entry.LastValue <= -16) message[raw].Name = -16 - entry.LastValue;
        else message[raw].Quality = (SignalQuality)(-1 - entry.LastValue);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Trace(int start, int end, StepKind kind, int value, bool isQuoted)
    {
        if (_tracing) AddStep(start, end, kind, value, isQuoted);
    }

    private void AddStep(int start, int end, StepKind kind, int value, bool isQuoted)
    {
        if (_stepCount == _steps.Length) Array.Resize(ref _steps, 2 * _stepCount);
        _steps[_stepCount++] = new() { Start = start, End = end, Kind = kind, Value = value, IsQuoted = isQuoted };
    }
}
