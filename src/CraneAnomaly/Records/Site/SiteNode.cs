using System.Globalization;
using System.Text.Json;

namespace CraneAnomaly.Records.Site;

/// <summary>A value of a site's JSON file that knows where it stands, so that errors can say so.</summary>
internal sealed class SiteNode
{
    // A site of thousands of cranes; larger is a mistake in the path.
    private const long LongestFile = 64 << 20;

    private readonly List<(string Key, SiteNode Value)> _members = [];
    private readonly List<SiteNode> _items = [];

    private SiteNode(string file, int line, string key, JsonTokenType kind, string text) =>
        (File, Line, Key, Kind, Text) = (file, line, key, kind, text);

    public string File { get; }

    public int Line { get; }

    public string Key { get; }

    public JsonTokenType Kind { get; }

    public string Text { get; }

    /// <summary>The members of an object, in the order of the file.</summary>
    public IReadOnlyList<(string Key, SiteNode Value)> Members => Kind == JsonTokenType.StartObject ? _members : throw Wrong("an object");

    /// <summary>The items of an array.</summary>
    public IReadOnlyList<SiteNode> Items => Kind == JsonTokenType.StartArray ? _items : throw Wrong("an array");

    public string String => Kind == JsonTokenType.String ? Text : throw Wrong("a text");

    public double Number => Kind == JsonTokenType.Number
        && double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : throw Wrong("a number");

    public bool Flag => Kind is JsonTokenType.True or JsonTokenType.False ? Kind == JsonTokenType.True : throw Wrong("true or false");

    /// <summary>Reads a file; comments and commas at the end of lists are allowed, keys twice are not.</summary>
    /// <exception cref="SiteFileException">It is no JSON.</exception>
    public static SiteNode Load(string path)
    {
        if (new FileInfo(path).Length > LongestFile) throw new SiteFileException(path, 1, "the file is too large to be what it should be");
        return Parse(path, System.IO.File.ReadAllBytes(path));
    }

    /// <summary>Reads JSON.</summary>
    public static SiteNode Parse(string file, ReadOnlySpan<byte> json)
    {
        if (json.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) json = json[3..];
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var place = new Place(file);
        try
        {
            reader.Read();
            var root = Read(ref reader, json, ref place, "");
            reader.Read();
            return root;
        }
        catch (JsonException e)
        {
            throw new SiteFileException(file, (int)(e.LineNumber ?? 0) + 1, "it is no JSON: " + FirstSentence(e.Message));
        }
        catch (InvalidOperationException)
        {
            throw new SiteFileException(file, place.Line, "a text is not UTF-8");
        }
    }

    /// <summary>Refuses keys that are not expected.</summary>
    public SiteNode Expect(params ReadOnlySpan<string> keys)
    {
        foreach (var (key, value) in Members)
        {
            if (!keys.Contains(key))
                throw new SiteFileException(File, value.Line, $"unknown key '{key}'; known here: {string.Join(", ", keys.ToArray())}");
        }

        return this;
    }

    /// <summary>A member, or null.</summary>
    public SiteNode? this[string key] => Members.FirstOrDefault(member => member.Key == key).Value;

    /// <summary>A member that has to be there.</summary>
    public SiteNode Required(string key) =>
        this[key] ?? throw new SiteFileException(File, Line, $"the key '{key}' is missing");

    /// <summary>The texts of an array, or of one text.</summary>
    public IReadOnlyList<string> Strings => Kind == JsonTokenType.String ? [Text] : [.. Items.Select(item => item.String)];

    /// <summary>An error at this place.</summary>
    public SiteFileException Error(string problem) => new(File, Line, Key.Length == 0 ? problem : $"'{Key}': {problem}");

    private static SiteNode Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ref Place place, string key)
    {
        place.Advance(json, reader.TokenStartIndex);
        string text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString()!,
            JsonTokenType.Number => System.Text.Encoding.ASCII.GetString(reader.ValueSpan),
            _ => "",
        };
        var node = new SiteNode(place.File, place.Line, key, reader.TokenType, text);
        if (node.Kind == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                node._items.Add(Read(ref reader, json, ref place, key));
        }
        else if (node.Kind == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                place.Advance(json, reader.TokenStartIndex);
                string name = reader.GetString()!;
                if (node._members.Any(member => member.Key == name))
                    throw new SiteFileException(place.File, place.Line, $"the key '{name}' stands twice");
                reader.Read();
                node._members.Add((name, Read(ref reader, json, ref place, name)));
            }
        }

        return node;
    }

    private SiteFileException Wrong(string wanted) => Error($"{wanted} is expected");

    private static string FirstSentence(string message) => message.Split(" LineNumber:")[0].TrimEnd('.');

    private struct Place(string file)
    {
        private int _at;

        public readonly string File => file;

        public int Line { get; private set; } = 1;

        public void Advance(ReadOnlySpan<byte> json, long to)
        {
            Line += json[_at..(int)to].Count((byte)'\n');
            _at = (int)to;
        }
    }
}
