using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using CraneAnomaly.Checkpoints;

namespace CraneAnomaly.Tests.Checkpoints;

/// <summary>
/// Compares two objects and all that they lead to, field by field, by reflection: knows nothing of how state is written.
/// Objects that are one on one side have to be one on the other.
/// </summary>
internal sealed class ObjectGraph
{
    private const int Most = 20;

    private readonly Dictionary<object, object> _pairs = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, object> _back = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<(object? Left, object? Right, string Path)> _open = new();
    private readonly List<string> _differences = [];

    /// <summary>Types of which an object was met.</summary>
    public HashSet<Type> Met { get; } = [];

    /// <summary>Fields compared.</summary>
    public long Fields { get; private set; }

    /// <summary>What differs, with the way to it; some of it where that is much.</summary>
    public static IReadOnlyList<string> Differences(object left, object right) => new ObjectGraph().Compare(left, right);

    public IReadOnlyList<string> Compare(object left, object right)
    {
        _open.Enqueue((left, right, left.GetType().Name));
        while (_differences.Count < Most && _open.TryDequeue(out var next)) Take(next.Left, next.Right, next.Path);
        return _differences;
    }

    private void Take(object? left, object? right, string path)
    {
        if (left is null || right is null)
        {
            if (left is not null || right is not null) Differ(path, left, right);
            return;
        }

        var type = left.GetType();
        if (IsGiven(type)) return;
        if (left is IEnumerable and not string && IsOfRuntime(type) && (!type.IsArray || type != right.GetType()))
        {
            Sequence((IEnumerable)left, (IEnumerable)right, path);
            return;
        }

        if (type != right.GetType())
        {
            Differ(path, type, right.GetType());
        }
        else if (type.IsPrimitive || type.IsEnum || left is string or decimal or DateTime or TimeSpan or Guid or Int128 or UInt128)
        {
            Fields++;
            if (!left.Equals(right)) Differ(path, left, right);
        }
        else if (type.IsValueType || left is Array { Length: 0 } || IsNew(left, right, path))
        {
            if (left is Array array) Elements(array, (Array)right, path);
            else FieldsOf(type, left, right, path);
        }
    }

    private bool IsNew(object left, object right, string path)
    {
        if (IsConstant(left.GetType()) || IsListOfCompiler(left) || IsListOfCompiler(right)) return true;
        bool isNew = _pairs.TryAdd(left, right);
        if (!_back.TryAdd(right, left) != !isNew || _pairs[left] != right || _back[right] != left) Differ(path, "one object", "another");
        if (isNew) Met.Add(left.GetType());
        return isNew;
    }

    private void Sequence(IEnumerable left, IEnumerable right, string path)
    {
        if (left.GetType().IsValueType || !IsNew(left, right, path)) return;
        if (left is IDictionary table && right is IDictionary other && table.Count == other.Count && table.Keys.Cast<object>().All(other.Contains))
        {
            foreach (object key in table.Keys) _open.Enqueue((table[key], other[key], $"{path}[{key}]"));
            return;
        }

        object?[] ours = [.. Items(left)], theirs = [.. Items(right)];
        if (left.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(HashSet<>) && ours.ToHashSet().SetEquals(theirs)) return;
        if (ours.Length != theirs.Length) Differ($"{path}.Count", ours.Length, theirs.Length);
        for (int i = 0; i < Math.Min(ours.Length, theirs.Length); i++) _open.Enqueue((ours[i], theirs[i], $"{path}[{i}]"));
    }

    private static IEnumerable<object?> Items(IEnumerable items)
    {
        if (items.GetType().GetProperty("UnorderedItems")?.GetValue(items) is IEnumerable heap) items = heap;
        return items.Cast<object?>();
    }

    private void Elements(Array left, Array right, string path)
    {
        if (left.Length != right.Length) Differ($"{path}.Length", left.Length, right.Length);
        int length = Math.Min(left.Length, right.Length);
        if (left.GetType().GetElementType()!.IsPrimitive)
        {
            Fields += length;
            for (int i = 0; i < length; i++)
                if (!left.GetValue(i)!.Equals(right.GetValue(i))) Differ($"{path}[{i}]", left.GetValue(i), right.GetValue(i));
            return;
        }

        for (int i = 0; i < length; i++) Take(left.GetValue(i), right.GetValue(i), $"{path}[{i}]");
    }

    private void FieldsOf(Type type, object left, object right, string path)
    {
        if (IsOfRuntime(type) && !IsTransparent(type))
        {
            Differ(path, "a type of the runtime that the comparison does not know", type);
            return;
        }

        if (type.GetCustomAttribute<InlineArrayAttribute>() is { } inline)
        {
            Inline(type, inline.Length, left, right, path);
            return;
        }

        for (var at = type; at is not null && at != typeof(object); at = at.BaseType)
        {
            foreach (var field in at.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (IsNotState(at, field)) continue;
                Fields++;
                object? ours = field.GetValue(left), theirs = field.GetValue(right);
                string inner = $"{path}.{field.Name}";
                if (field.FieldType.IsValueType) Take(ours, theirs, inner);
                else _open.Enqueue((ours, theirs, inner));
            }
        }
    }

    // Its elements have no fields of their own: the struct is compared as bytes where it has no references, else through boxes.
    private void Inline(Type type, int length, object left, object right, string path)
    {
        var element = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Single().FieldType;
        var read = typeof(ObjectGraph).GetMethod(nameof(Read), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(type, element);
        for (int i = 0; i < length; i++) Take(read.Invoke(null, [left, i]), read.Invoke(null, [right, i]), $"{path}[{i}]");
    }

    private static object? Read<T, TElement>(object boxed, int index) where T : struct =>
        Unsafe.Add(ref Unsafe.As<T, TElement>(ref Unsafe.Unbox<T>(boxed)), index);

    private static bool IsNotState(Type type, FieldInfo field)
    {
        if (field.IsDefined(typeof(NotStateAttribute))) return true;
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        if (field.Name.EndsWith(">k__BackingField", StringComparison.Ordinal))
            return type.GetProperty(field.Name[1..field.Name.IndexOf('>')], All)?.IsDefined(typeof(NotStateAttribute)) == true;
        return field.Name.EndsWith(">P", StringComparison.Ordinal)
            && type.GetConstructors(All).SelectMany(made => made.GetParameters())
                .Any(parameter => $"<{parameter.Name}>P" == field.Name && parameter.IsDefined(typeof(NotStateAttribute)));
    }

    private static bool IsListOfCompiler(object list) => list.GetType().Name.StartsWith("<>z__", StringComparison.Ordinal);

    // Which of several equal ones it is, nobody can tell.
    private static bool IsConstant(Type type) => type.IsPrimitive || type.IsEnum || type == typeof(string)
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) && IsConstant(type.GetGenericArguments()[0]))
        || (Nullable.GetUnderlyingType(type) is { } inner ? IsConstant(inner) : !IsOfRuntime(type) && (type.IsSealed || type.IsValueType)
            && type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .All(field => (field.IsInitOnly || type.IsValueType) && field.FieldType != type && IsConstant(field.FieldType)));

    private static bool IsGiven(Type type) =>
        (type.IsDefined(typeof(NotStateAttribute)) && !type.IsValueType) || typeof(Delegate).IsAssignableFrom(type) || type == typeof(Lock)
        || typeof(StringComparer).IsAssignableFrom(type) || type.Assembly == typeof(ObjectGraph).Assembly;

    // Lists of collection expressions are made by the compiler.
    private static bool IsOfRuntime(Type type) =>
        type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true || type.Name.StartsWith("<>z__", StringComparison.Ordinal);

    private static bool IsTransparent(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() is var definition
        && (definition == typeof(KeyValuePair<,>) || definition == typeof(LinkedListNode<>) || definition == typeof(Nullable<>)
            || definition.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal));

    private void Differ(string path, object? left, object? right) => _differences.Add($"{path}: {left ?? "null"} | {right ?? "null"}");
}
